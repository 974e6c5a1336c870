using Millrace.Generators.Jobs.Model;
using Millrace.Generators.Jobs.Plan;

namespace Millrace.Generators.Jobs.Emit;

/// <summary>Writes a chain as one nested type and the expression that makes it.</summary>
internal sealed class ChainEmitter(JobModel job, IReadOnlyList<RunPlan> runs)
{
    private const string Operators = "global::Millrace.Operators.";
    private const string Runtime = "global::Millrace.Runtime.";

    /// <summary>The head of a vertex as a <c>new</c> expression with its full type.</summary>
    public string Head(VertexPlan vertex)
    {
        return (vertex.Chain, job.Nodes[vertex.Node]) switch
        {
            (RunChain run, SourceNode) => $"new {Type(run)}({Arguments(run)})",
            (var chain, SourceNode source) => $"new {Operators}RowHead<{source.Row.Name}, {Type(chain)}>({New(chain)})",
            (var chain, ExchangeNode exchange) => $"new {Operators}TimedHead<{exchange.Row.Name}, {Type(chain)}>({New(chain)})",
            (FunctionChain function, ConnectNode connect) => $"new {Operators}TwoInputHead<{RowOf(connect, 0)}, {RowOf(connect, 1)}, {KeyedType(function)}>(new({Arguments(function)}))",
            (TwoInputChain two, TwoInputNode node) => TwoInputEmitter.Head(node, Parts(two), job),
            (var chain, AggregateNode { Window.IsCount: false }) => $"new {KeyedType(chain)}({Arguments(chain)})",
            (var chain, KeyedNode keyed) => $"new {Operators}KeyedHead<{KeyedEmitter.InputOf(keyed)}, {KeyedType(chain)}>(new({Arguments(chain)}))",
            var (_, node) => throw new InvalidOperationException($"{node.GetType().Name} is no head of a vertex."),
        };
    }

    /// <summary>What plans show of a chain, one operator each: expressions, since a sink may be known only when the job is built.</summary>
    public IEnumerable<string> Describe(Chain chain) => chain switch
    {
        RunChain run => runs[run.Run].Steps.Where(step => step.Kind is not (StepKind.Lift or StepKind.Late))
            .Select(step => Names.Literal(job.Nodes[step.Node].Name)).Concat(Describe(run.Next)),
        KeyedChain keyed => new[] { Names.Literal($"{job.Nodes[keyed.Node].Name} ({State((KeyedNode)job.Nodes[keyed.Node])})") }.Concat(Describe(keyed.Next))
            .Concat(keyed.Late is null ? [] : Describe(keyed.Late).Select(name => Prefixed("late: ", name))),
        TwoInputChain two => new[] { Names.Literal($"{job.Nodes[two.Node].Name} ({TwoInputEmitter.State((TwoInputNode)job.Nodes[two.Node])})") }.Concat(Describe(two.Next))
            .Concat(new[] { two.LateLeft, two.LateRight }.SelectMany(late => late is null ? [] : Describe(late)).Select(name => Prefixed("late: ", name))),
        FunctionChain function => new[] { Names.Literal($"{job.Nodes[function.Node].Name} ({FunctionEmitter.State(job.Nodes[function.Node])})") }.Concat(Describe(function.Next))
            .Concat(function.Sides.SelectMany(side => Describe(side).Select(name => Prefixed("side: ", name)))),
        AsyncChain call => new[] { Names.Literal($"{job.Nodes[call.Node].Name} ({AsyncEmitter.State((AsyncNode)job.Nodes[call.Node])})") }.Concat(Describe(call.Next)),
        ForkChain fork => Describe(fork.First).Select(name => Prefixed("branch: ", name)).Concat(Describe(fork.Second).Select(name => fork.Second is ForkChain ? name : Prefixed("branch: ", name))),
        SplitChain split => new[] { Names.Literal(job.Nodes[split.Node].Name) }.Concat(split.Branches.SelectMany((branch, i) => Describe(branch).Select(name => Prefixed($"output {i}: ", name)))),
        HashChain hash => [Names.Literal($"hash exchange to {job.Nodes[hash.Node].Name}")],
        ExchangeChain { Node: var feedback } when job.Nodes[feedback] is ExchangeNode { Loop: >= 0 and var loop } => [Names.Literal($"feedback to {job.Nodes[loop].Name}")],
        ExchangeChain exchange => [Names.Literal($"{(job.Nodes[exchange.Node] is ExchangeNode { Adapts: true } ? "rescale" : KindOf(job.Nodes[exchange.Node], exchange.FromOne).ToLowerInvariant())} exchange to {job.Nodes[exchange.Node].Name}")],
        PartialChain before when job.Nodes[before.Node] is KeepNode keep => [Names.Literal($"{keep.Name} (drops repeats of recent keys)"), Names.Literal($"hash exchange to {keep.Name}")],
        PartialChain partial => [Names.Literal($"{job.Nodes[partial.Node].Name} (partial aggregation)"), Names.Literal($"hash exchange to {job.Nodes[partial.Node].Name}")],
        SinkChain sink when job.Nodes[sink.Node] is SinkNode { Connector.IsOpen: true } open => [OpenSinkEmitter.Description(open)],
        SinkChain sink => [Names.Literal(job.Nodes[sink.Node].Name)],
        _ => [],
    };

    private static string Prefixed(string prefix, string expression) =>
        expression.StartsWith("\"", StringComparison.Ordinal) ? $"\"{prefix}{expression.Substring(1)}" : $"\"{prefix}\" + {expression}";

    /// <summary>Name of the <c>ExchangeKind</c>, and beginning of the route's.</summary>
    public static string KindOf(Node node, bool fromOne) => node switch
    {
        BroadcastSideNode or LookupSideNode { Side: 1 } => "Broadcast",
        LookupSideNode when fromOne => "Rebalance",
        // Every subtask is as near to the only one.
        ExchangeNode { IsNear: true } near when fromOne || near.Adapts => "Rebalance",
        ExchangeNode { Mode: ExchangeMode.Rebalance } => "Rebalance",
        ExchangeNode { Mode: ExchangeMode.Shuffle } => "Shuffle",
        ExchangeNode { Mode: ExchangeMode.Partition } => "Partition",
        // With as many subtasks on both sides, the local subset is the subtask of the same index.
        _ => "Forward",
    };

    private static string State(KeyedNode node) => node switch
    {
        AggregateNode { Window.ByClock: true } => "window aggregate by processing time, state per key and window",
        AggregateNode { Evictor: >= 0 } => "window aggregate of the rows that stay, state per row",
        AggregateNode { Window: not null } => "window aggregate, state per key and window",
        AggregateNode { IsRanking: true } => "ranking so far, state per key",
        AggregateNode => "rolling aggregate, state per key",
        KeepNode { Key.Lambda: < 0 } => "each row once, state per row",
        KeepNode { Kept: KeptRows.First } => "first row of each key, state per key",
        KeepNode => "latest row of each key, state per key",
        _ => "reduce, state per key",
    };

    /// <summary>The keyed operator that takes the batches of a chain; null if the chain takes row by row.</summary>
    private KeyedNode? KeyedOf(Chain chain) => chain switch
    {
        KeyedChain keyed => (KeyedNode)job.Nodes[keyed.Node],
        FunctionChain function => job.Nodes[function.Node] as KeyedNode,
        HashChain hash => job.Nodes[hash.Node] as AggregateNode,
        PartialChain partial => (KeyedNode)job.Nodes[partial.Node],
        _ => null,
    };

    private string Type(Chain chain)
    {
        if (KeyedOf(chain) is { } batching) return $"{Operators}Batched<{KeyedEmitter.InputOf(batching)}, {KeyedType(chain)}>";
        switch (chain)
        {
            case RunChain run: return $"{RunEmitter.Name(run.Run)}<{(runs[run.Run].IsLifted ? KeyedType(run.Next) : Type(run.Next))}>";
            case SplitChain split: return $"{Operators}Split<{job.Nodes[split.Node].Row.Name}, __Split{split.Node}, {Branches(split)}>";
            case ForkChain fork: return $"{Operators}Fork<{fork.RowType}, {Type(fork.First)}, {Type(fork.Second)}>";
            case HashChain: return KeyedType(chain);
            case FunctionChain: return KeyedType(chain);
            case AsyncChain call: return AsyncEmitter.Type((AsyncNode)job.Nodes[call.Node], Type(call.Next));
            case ExchangeChain exchange:
                var node = job.Nodes[exchange.Node];
                return Exchange(node.Row.Name, node.Row.Codec, KindOf(node, exchange.FromOne), IsPartition(node) ? $", __Partition{node.Id}" : "");
            case EndChain end: return $"{Operators}ChainEnd<{end.RowType}>";
            case SinkChain sink:
                var target = (SinkNode)job.Nodes[sink.Node];
                return target.Connector.IsOpen ? OpenSinkEmitter.TypeParameter(target) : target.Connector.Of(target.Row.Name, target.Row.Codec);
            default: throw new InvalidOperationException($"{chain.GetType().Name} has no type.");
        }
    }

    private static string Exchange(string row, string codec, string kind, string more) => $"{Runtime}Exchange<{row}, {codec}, {Runtime}{kind}Route<{row}{more}>>";

    private static bool IsPartition(Node node) => node is ExchangeNode { Partitioner: >= 0 };

    private string Branches(SplitChain split)
    {
        string row = job.Nodes[split.Node].Row.Name;
        return split.Branches.Reverse().Aggregate($"{Operators}NoBranch<{row}>", (more, branch) => $"{Operators}Branch<{row}, {Type(branch)}, {more}>");
    }

    private string NewBranches(SplitChain split) => split.Branches.Reverse().Aggregate("default", (more, branch) => $"new({New(branch)}, {more})");

    private TwoInputParts Parts(TwoInputChain two) => new(Type(two.Next), New(two.Next),
        two.LateLeft is null ? null : Type(two.LateLeft), two.LateLeft is null ? null : New(two.LateLeft),
        two.LateRight is null ? null : Type(two.LateRight), two.LateRight is null ? null : New(two.LateRight));

    /// <summary>Type of the operator that takes batches.</summary>
    private string KeyedType(Chain chain) => chain is KeyedChain keyed && IsByClock(keyed)
        ? $"{Operators}ClockedWindow<{KeyedEmitter.InputOf((KeyedNode)job.Nodes[keyed.Node])}, {StateType(chain)}>" : StateType(chain);

    private bool IsByClock(KeyedChain chain) => job.Nodes[chain.Node] is AggregateNode { Window.ByClock: true };

    private string StateType(Chain chain)
    {
        switch (chain)
        {
            case HashChain hash:
                var target = (KeyedNode)job.Nodes[hash.Node];
                return Exchange(KeyedEmitter.InputOf(target), KeyedEmitter.CodecOf(target), "Hash", $", {target.Key.Type.Name}, {target.Key.Type.Codec}, __Key{hash.Node}");
            case FunctionChain function:
                var called = (IFunctionNode)job.Nodes[function.Node];
                var behind = function.Sides.Select(Type).ToList();
                return FunctionEmitter.Type(job.Nodes[function.Node], job, Type(function.Next), FunctionEmitter.SidesType(called.Function, behind), function.Input);
            case PartialChain before when job.Nodes[before.Node] is KeepNode keep:
                return $"{Operators}PartialKeepFirst<{keep.Row.Name}, {keep.Row.Codec}, {keep.Key.Type.Name}, {keep.Key.Type.Codec}, __Key{keep.Id}>";
            case PartialChain partial:
                return $"{Operators}PartialKeyedWindow<{WindowEmitter.Aggregate((AggregateNode)job.Nodes[partial.Node])}>";
            case KeyedChain keyed when job.Nodes[keyed.Node] is AggregateNode { Window: { IsCount: false } } windowed:
                return WindowEmitter.Type(windowed, Behind(keyed), keyed.Late is null ? null : Type(keyed.Late));
            case KeyedChain keyed:
                return RollingEmitter.Type((KeyedNode)job.Nodes[keyed.Node], Type(keyed.Next));
            default: throw new InvalidOperationException($"{chain.GetType().Name} takes no batches.");
        }
    }

    /// <summary>Type of what stands behind a keyed operator.</summary>
    private string Behind(KeyedChain keyed) => job.Nodes[keyed.Node] is AggregateNode { Evictor: >= 0 } node ? EvictorEmitter.Type(node, Type(keyed.Next)) : Type(keyed.Next);

    /// <summary>The expression that makes it.</summary>
    private string NewBehind(KeyedChain keyed) => job.Nodes[keyed.Node] is AggregateNode { Evictor: >= 0 } node ? EvictorEmitter.New(node, New(keyed.Next)) : New(keyed.Next);

    private string Arguments(Chain chain)
    {
        switch (chain)
        {
            case RunChain run: return $"job, {New(run.Next)}";
            case ForkChain fork: return $"{New(fork.First)}, {New(fork.Second)}";
            case SinkChain sink: return $"sink{sink.Node}";
            case SplitChain split: return $"new __Split{split.Node}(job), {Name(split.Node)}, {NewBranches(split)}";
            case ExchangeChain exchange when IsPartition(job.Nodes[exchange.Node]): return $"new(new __Partition{exchange.Node}(job), {Name(exchange.Node)}), {exchange.Output}";
            case ExchangeChain exchange: return $"default, {exchange.Output}";
            case FunctionChain function:
                var made = function.Sides.Select(New).ToList();
                return FunctionEmitter.Arguments(job.Nodes[function.Node], job, New(function.Next), FunctionEmitter.NewSides(((IFunctionNode)job.Nodes[function.Node]).Function, made));
            case AsyncChain call: return AsyncEmitter.Arguments((AsyncNode)job.Nodes[call.Node], New(call.Next));
            case HashChain hash: return $"new(new __Key{hash.Node}(job)), {hash.Output}";
            case PartialChain before when job.Nodes[before.Node] is KeepNode: return $"new __Key{before.Node}(job), {Name(before.Node)}, {before.Output}";
            case PartialChain partial: return $"new __Fn{partial.Node}(job), window{partial.Node}, {Name(partial.Node)}, {partial.Output}";
            case KeyedChain keyed when job.Nodes[keyed.Node] is AggregateNode { Window: { IsCount: false } } windowed:
                string functor = windowed.Evictor >= 0 ? EvictorEmitter.NewFunction(windowed, job) : $"new __Fn{keyed.Node}(job)";
                string state = WindowEmitter.Arguments(windowed, functor, Name(keyed.Node), NewBehind(keyed), keyed.Late is null ? null : New(keyed.Late));
                return IsByClock(keyed) ? $"new({state}), window{keyed.Node}" : state;
            case KeyedChain keyed:
                return RollingEmitter.Arguments((KeyedNode)job.Nodes[keyed.Node], Name(keyed.Node), New(keyed.Next));
            default: return "";
        }
    }

    private string New(Chain chain)
    {
        if (chain is SinkChain { Node: var id } && job.Nodes[id] is SinkNode { Connector.IsOpen: true } open) return OpenSinkEmitter.End(open);
        return KeyedOf(chain) is null ? $"new({Arguments(chain)})" : $"new(new({Arguments(chain)}))";
    }

    private string RowOf(ConnectNode connect, int side) => job.Nodes[connect.Inputs[side].Node].Row.Name;

    private string Name(int node) => Names.Literal(job.Nodes[node].Name);
}
