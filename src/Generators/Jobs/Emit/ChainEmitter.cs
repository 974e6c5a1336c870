using Millrace.Generators.Jobs.Model;
using Millrace.Generators.Jobs.Plan;

namespace Millrace.Generators.Jobs.Emit;

/// <summary>Writes a chain as one nested type and the expression that makes it.</summary>
internal sealed class ChainEmitter(JobModel job)
{
    private const string Operators = "global::Millrace.Operators.";
    private const string Runtime = "global::Millrace.Runtime.";

    /// <summary>The head of a vertex as a <c>new</c> expression with its full type.</summary>
    public string Head(VertexPlan vertex)
    {
        string type = Type(vertex.Chain), arguments = Arguments(vertex.Chain);
        return (vertex.Chain, job.Nodes[vertex.Node]) switch
        {
            (RunChain, SourceNode) => $"new {type}({arguments})",
            (_, SourceNode source) => $"new {Operators}RowHead<{source.Row.Name}, {type}>(new({arguments}))",
            (_, AggregateNode { Window: not null }) => $"new {type}({arguments})",
            (_, var keyed) => $"new {Operators}TimedHead<{KeyedEmitter.InputOf((KeyedNode)keyed)}, {type}>(new({arguments}))",
        };
    }

    /// <summary>What plans show of a chain, one operator each.</summary>
    public IEnumerable<string> Describe(Chain chain, IReadOnlyList<RunPlan> runs) => chain switch
    {
        RunChain run => runs[run.Run].Steps.Where(step => step.Kind is not (StepKind.Lift or StepKind.Late))
            .Select(step => job.Nodes[step.Node].Name).Concat(Describe(run.Next, runs)),
        KeyedChain keyed => new[] { $"{job.Nodes[keyed.Node].Name} ({State((KeyedNode)job.Nodes[keyed.Node])})" }.Concat(Describe(keyed.Next, runs))
            .Concat(keyed.Late is null ? [] : Describe(keyed.Late, runs).Select(name => "late: " + name)),
        ForkChain fork => Describe(fork.First, runs).Select(name => "branch: " + name).Concat(Describe(fork.Second, runs).Select(name => fork.Second is ForkChain ? name : "branch: " + name)),
        HashChain hash => [$"hash exchange to {job.Nodes[hash.Node].Name}"],
        PartialChain partial => [$"{job.Nodes[partial.Node].Name} (partial aggregation)", $"hash exchange to {job.Nodes[partial.Node].Name}"],
        SinkChain sink => [job.Nodes[sink.Node].Name],
        _ => [],
    };

    private static string State(KeyedNode node) => node switch
    {
        AggregateNode { Window: not null } => "window aggregate, state per key and window",
        AggregateNode => "rolling aggregate, state per key",
        _ => "reduce, state per key",
    };

    private string Type(Chain chain)
    {
        switch (chain)
        {
            case RunChain run: return $"{RunEmitter.Name(run.Run)}<{Type(run.Next)}>";
            case ForkChain fork: return $"{Operators}Fork<{fork.RowType}, {Type(fork.First)}, {Type(fork.Second)}>";
            case EndChain end: return $"{Operators}ChainEnd<{end.RowType}>";
            case SinkChain sink:
                var node = (SinkNode)job.Nodes[sink.Node];
                return $"{node.Connector.TypeName}<{node.Row.Name}{(node.Connector.Arity > 1 ? ", " + node.Row.Codec : "")}>";
            case HashChain hash:
                var target = (KeyedNode)job.Nodes[hash.Node];
                return $"{Runtime}HashExchange<{KeyedEmitter.InputOf(target)}, {KeyedEmitter.CodecOf(target)}, {target.Key.Type.Name}, {target.Key.Type.Codec}, __Key{hash.Node}>";
            case PartialChain partial:
                var aggregate = (AggregateNode)job.Nodes[partial.Node];
                return $"{Operators}PartialKeyedWindow<{Aggregate(aggregate)}>";
            case KeyedChain { Late: { } late } keyed:
                return $"{Operators}KeyedWindowWithLate<{Aggregate((AggregateNode)job.Nodes[keyed.Node])}, {Type(keyed.Next)}, {Type(late)}>";
            case KeyedChain keyed when job.Nodes[keyed.Node] is AggregateNode node2:
                return $"{Operators}{(node2.Window is null ? "KeyedAggregate" : "KeyedWindow")}<{Aggregate(node2)}, {Type(keyed.Next)}>";
            case KeyedChain keyed:
                var reduce = (ReduceNode)job.Nodes[keyed.Node];
                return $"{Operators}KeyedReduce<{reduce.Row.Name}, {reduce.Key.Type.Name}, {reduce.Key.Type.Codec}, {reduce.Row.Codec}, __Fn{reduce.Id}, {Type(keyed.Next)}>";
            default: throw new InvalidOperationException($"{chain.GetType().Name} has no type.");
        }
    }

    /// <summary>Type arguments that all aggregating operators begin with.</summary>
    private static string Aggregate(AggregateNode node) =>
        $"__In{node.Id}, {node.Key.Type.Name}, {node.Key.Type.Codec}, __Acc{node.Id}, __Fn{node.Id}, {node.Row.Name}";

    private string Arguments(Chain chain)
    {
        switch (chain)
        {
            case RunChain run: return $"job, {New(run.Next)}";
            case ForkChain fork: return $"{New(fork.First)}, {New(fork.Second)}";
            case SinkChain sink: return $"sink{sink.Node}";
            case HashChain hash: return $"new __Key{hash.Node}(job), {hash.Output}";
            case PartialChain partial: return $"new __Fn{partial.Node}(job), window{partial.Node}, {Name(partial.Node)}, {partial.Output}";
            case KeyedChain keyed:
                bool windowed = job.Nodes[keyed.Node] is AggregateNode { Window: not null };
                return $"new __Fn{keyed.Node}(job), {(windowed ? $"window{keyed.Node}, " : "")}{Name(keyed.Node)}, {New(keyed.Next)}{(keyed.Late is null ? "" : $", {New(keyed.Late)}")}";
            default: return "";
        }
    }

    private string New(Chain chain) => $"new({Arguments(chain)})";

    private string Name(int node) => Names.Literal(job.Nodes[node].Name);
}
