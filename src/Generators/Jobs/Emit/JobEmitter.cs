using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;
using Millrace.Generators.Jobs.Plan;
using Millrace.Generators.Model;
using Millrace.Generators.Records;

namespace Millrace.Generators.Jobs.Emit;

/// <summary>Writes the other half of a job class, all but its lambdas.</summary>
internal sealed class JobEmitter
{
    private const string Root = "global::Millrace.";
    private const string Runtime = "global::Millrace.Runtime.";
    private readonly JobModel _job;
    private readonly JobPlan? _plan;
    private readonly EquatableArray<LambdaPosition> _positions;
    private readonly UserLines _lines;
    private readonly OpenSinkEmitter _openSinks;
    private readonly CodeWriter _code = new();

    private JobEmitter(JobModel job, JobPlan? plan, EquatableArray<LambdaPosition> positions)
    {
        _positions = positions;
        _lines = new UserLines(positions);
        _openSinks = new OpenSinkEmitter(job);
        _job = job;
        _plan = plan;
    }

    public static string Emit(JobModel job, JobPlan? plan, EquatableArray<LambdaPosition> positions) => new JobEmitter(job, plan, positions).Emit();

    private string Emit()
    {
        using (_code.Half(_job.Class.Namespace, _job.Class.Headers, $"{Root}IJob<{_job.Class.FullName}>"))
        {
            if (_plan is null) Skeleton(_positions);
            else Members(_plan);
        }
        return _code.ToString();
    }

    /// <summary>The job could not be read and the build fails with the reason; this keeps it from failing with others too.</summary>
    private void Skeleton(EquatableArray<LambdaPosition> positions)
    {
        string why = "The job did not compile.";
        if (_job.Unread is { } unread && positions.Count > 0)
        {
            _code.Line("// If the build has no error, another source generator made what was missing here; the analyzer says so, by this.");
            _code.Line($"private const string {Extract.UnreadJob.Marker} = {Names.Literal(Extract.UnreadJob.Describe(unread, positions[0]))};").Line();
            why = $"Job '{_job.Class.Name}' could not be compiled. {positions[0].Path} line {positions[0].StartLine + 1}: {unread.Error}. "
                + "What another source generator makes cannot be seen where jobs are compiled: call it in a method of the job, and that method in Define.";
        }
        _code.Line($"static {Runtime}JobGraph {Root}IJob<{_job.Class.FullName}>.Build({_job.Class.FullName} job, {Runtime}GraphSettings settings) =>")
            .Line($"    throw new global::System.InvalidOperationException({Names.Literal(why)});");
    }

    private void Members(JobPlan plan)
    {
        foreach (var given in _job.Given) _code.Line(given.Constant is { } constant ? $"private static readonly {given.Type} {given.Field} = {constant};" : $"private {given.Type} {given.Field} = default!;");
        if (_job.Given.Any(given => given.Lambda >= 0)) _code.Line("private int __builds;");
        if (_job.Given.Count > 0) _code.Line();
        Build(plan);
        if (plan.Parallel is not null) Shape("__BuildSerial", plan, plan.Serial, isSerial: true);
        Shape(plan.Parallel is null ? "__Build" : "__BuildParallel", plan, plan.Parallel ?? plan.Serial, isSerial: false);
        var runs = new RunEmitter(_job, _lines, _code);
        for (int i = 0; i < plan.Runs.Count; i++) runs.Emit(plan.Runs[i], i);
        foreach (var source in plan.Sources.Where(source => source.EventTime >= 0)) runs.Probe(source);
        foreach (var node in _job.Nodes.OfType<SelectManyNode>()) CollectorEmitter.Emit(_code, node);
        foreach (var node in _job.Nodes.OfType<KeyedNode>()) new KeyedEmitter(_job, _lines, _code).Emit(node);
        foreach (var node in _job.Nodes.OfType<TwoInputNode>()) TwoInputEmitter.Emit(node, _job, _lines, _code);
        foreach (var node in _job.Nodes.OfType<AsyncNode>()) AsyncEmitter.Function(node, _job, _lines, _code);
        RoutingEmitter.Emit(_job, _lines, _code);
        foreach (var source in plan.Sources)
        {
            if (source.UsedFields is not { } fields) continue;
            var node = (SourceNode)_job.Nodes[source.Node];
            RecordEmitter.Pruned(_code, PrunedName(source), node.Row.Row, [.. fields], readsJson: node.Connector.ReadsJson);
            _code.Line();
        }
        foreach (var type in _job.AnonymousTypes) Anonymous(type);
        RecordEmitter.Tuples(_code, RowTypes().Concat(_job.AnonymousTypes.SelectMany(type => type.Fields).Select(field => field.Type)));
    }

    private void Build(JobPlan plan)
    {
        string arguments = $"(job, settings{_openSinks.Arguments})";
        string body = plan.Parallel is null ? "__Build" + arguments : $"settings.FusesExchanges ? __BuildSerial{arguments} : __BuildParallel{arguments}";
        string header = $"static {Runtime}JobGraph {Root}IJob<{_job.Class.FullName}>.Build({_job.Class.FullName} job, {Runtime}GraphSettings settings)";
        if (_openSinks.IsEmpty && _job.Given.All(given => given.Lambda < 0)) _code.Line($"{header} =>\n    {body};").Line();
        else
        {
            using (_code.Block(header))
            {
                if (_job.Given.Any(given => given.Lambda >= 0))
                {
                    _code.Line("// A further run of the same object has values of its own; those of the first may still be in use.");
                    _code.Line($"if (global::System.Threading.Interlocked.Exchange(ref job.__builds, 1) != 0) job = ({_job.Class.FullName})job.MemberwiseClone();");
                }
                foreach (var given in _job.Given.Where(given => given.Lambda >= 0)) _code.Line($"job.{given.Field} = job.{_job.Lambdas[given.Lambda].Name}();");
                if (_openSinks.IsEmpty) _code.Line($"return {body};");
                else _openSinks.Open(_code);
            }
            _code.Line();
            _openSinks.Emit(_code, body);
        }
    }

    private void Shape(string method, JobPlan plan, ShapePlan shape, bool isSerial)
    {
        var chains = new ChainEmitter(_job, plan.Runs.ToList());
        using (_code.Block($"private static {Runtime}JobGraph {method}{_openSinks.TypeParameters}({_job.Class.FullName} job, {Runtime}GraphSettings settings{_openSinks.Parameters}){_openSinks.Constraints}"))
        {
            _code.Line($"var graph = new {Runtime}JobGraph({Names.Literal(Naming.Kebab(_job.Class.Name))}, settings);");
            foreach (var source in _job.Nodes.OfType<SourceNode>()) Source(source, plan.Sources.First(candidate => candidate.Node == source.Id));
            foreach (var sink in _job.Nodes.OfType<SinkNode>())
                _code.Line(sink.Connector.IsOpen ? $"graph.AddSink(sink{sink.Id});" : $"var sink{sink.Id} = graph.AddSink(job.{_job.Lambdas[sink.Sink].Name}());");
            foreach (var node in _job.Nodes.OfType<AggregateNode>().Where(node => node.Window is not null))
            {
                _code.Line($"var window{node.Id} = global::Millrace.Operators.{(node.Window!.IsCount ? "CountSpec" : "WindowSpec")}.Of(job.{_job.Lambdas[node.Window!.Argument].Name}());");
                FiringEmitter.Spec(_code, _job, node);
            }
            foreach (var node in _job.Nodes.OfType<TwoInputNode>()) TwoInputEmitter.Settings(node, _job, _code);
            foreach (var node in _job.Nodes.OfType<AsyncNode>()) AsyncEmitter.Settings(node, _job, _code);
            new TimeEmitter(_job, _code).Emit();
            foreach (var node in _job.Nodes.Where(node => node.Subtasks >= 0)) _code.Line($"int subtasks{node.Id} = {Runtime}JobGraph.Subtasks({Names.Literal(node.Name)}, job.{_job.Lambdas[node.Subtasks].Name}());");
            string parallelism = isSerial ? "1" : "settings.Parallelism";
            for (int i = 0; i < shape.Vertices.Count; i++) Vertex(i, shape.Vertices[i], plan, chains, parallelism);
            foreach (var edge in shape.Edges) Edge(edge, fromOne: _job.Nodes[shape.Vertices[edge.From].Node] is KeyedNode { Key.IsOne: true });
            _code.Line("return graph;");
        }
        _code.Line();
    }

    private void Source(SourceNode node, SourcePlan plan)
    {
        string made = $"job.{_job.Lambdas[node.Source].Name}()";
        string codec = plan.UsedFields is not null ? PrunedName(plan) : node.Connector.IsOpen ? node.Row.OpenCodec : node.Row.Codec;
        _code.Line(node.Connector.IsOpen
            ? $"var source{node.Id} = {Runtime}JobGraph.SplitsOf<{node.Row.Name}, {codec}>({made}, {Names.Literal(node.Connector.Place)});"
            : $"var source{node.Id} = new {node.Connector.Of(node.Row.Name, codec)}({made});");
    }

    private void Vertex(int index, VertexPlan vertex, JobPlan plan, ChainEmitter chains, string parallelism)
    {
        var node = _job.Nodes[vertex.Node];
        var described = chains.Describe(vertex.Chain).ToList();
        if (node.Subtasks >= 0) parallelism = $"subtasks{node.Id}";
        string name = Names.Literal(VertexName(vertex, plan));
        string head = $"context => {chains.Head(vertex)}";
        if (node is SourceNode source)
        {
            var planned = plan.Sources.First(candidate => candidate.Node == source.Id);
            bool probed = planned.EventTime >= 0;
            string outOfOrderness = "default";
            if (probed)
            {
                var time = (EventTimeNode)_job.Nodes[planned.EventTime];
                outOfOrderness = $"job.{_job.Lambdas[time.OutOfOrderness].Name}(){(time.Watermarks is null ? "" : ".OutOfOrderness")}";
            }
            _code.Line($"var vertex{index} = graph.AddSource({name}, {parallelism}, source{source.Id},\n    {head},\n    {(probed ? $"job.__probe{source.Id}" : "null")}, {outOfOrderness},");
            described.Insert(0, $"source{source.Id}.Describe()");
        }
        else _code.Line($"var vertex{index} = graph.AddVertex({name}, {(node is KeyedNode { Key.IsOne: true } ? "1" : parallelism)},\n    {head},");
        _code.Line($"    {string.Join(", ", described)});");
    }

    private void Edge(EdgePlan edge, bool fromOne)
    {
        const string SizeOf = "global::System.Runtime.CompilerServices.Unsafe.SizeOf";
        var keyed = _job.Nodes[edge.Node] is LookupSideNode ? null : _job.Nodes[edge.Node] as KeyedNode;
        string kind = keyed is null ? ChainEmitter.KindOf(_job.Nodes[edge.Node], fromOne) : "Hash";
        string reader = $"{Runtime}ExchangeKind.{kind}";
        // A rebalance to one subtask per channel is a forward exchange.
        if (_job.Nodes[edge.Node] is ExchangeNode { Adapts: true })
            reader = $"vertex{edge.From}.Parallelism == vertex{edge.To}.Parallelism ? {Runtime}ExchangeKind.Forward : {Runtime}ExchangeKind.Rebalance";
        string row = $"{SizeOf}<{Runtime}Timed<{(keyed is null ? _job.Nodes[edge.Node].Row.Name : KeyedEmitter.InputOf(keyed))}>>()";
        string size = edge.Partial ? $"global::System.Math.Max({row}, {SizeOf}<global::Millrace.Operators.Partial<{keyed!.Key.Type.Name}, __Acc{keyed.Id}>>())" : row;
        _code.Line($"graph.Connect(vertex{edge.From}, {edge.Output}, vertex{edge.To}, {edge.Input}, {reader}, {size}{(IsUntimed(edge) ? ", isUntimed: true" : "")}{LoopOf(edge)});");
    }

    private string LoopOf(EdgePlan edge) => _job.Nodes[edge.Node] is ExchangeNode { Loop: >= 0 and var loop } ? $", loop: {Names.Literal(_job.Nodes[loop].Name)}" : "";

    /// <summary>True for what is broadcast without event time: it must not hold back the watermark of the rows that it is for.</summary>
    private bool IsUntimed(EdgePlan edge) => _job.Nodes[edge.Node] is BroadcastSideNode && Extract.TimeAttributes.Of(_job.Nodes.ToList())[edge.Node] == TimeAttribute.None;

    private string VertexName(VertexPlan vertex, JobPlan plan)
    {
        var names = new List<string>();
        if (_job.Nodes[vertex.Node] is SourceNode or ExchangeNode { Mode: not ExchangeMode.Chain }) names.Add(_job.Nodes[vertex.Node].Name);
        Collect(vertex.Chain);
        // Rows are only read and handed on.
        if (names.Count == 0) names.Add(vertex.Chain is RunChain ? _job.Nodes[vertex.Node].Name : "exchange");
        return string.Join(" → ", names);

        void Collect(Chain chain)
        {
            switch (chain)
            {
                case RunChain run:
                    names.AddRange(plan.Runs[run.Run].Steps.Where(step => step.Kind != StepKind.Lift && step.Kind != StepKind.Late && _job.Nodes[step.Node].IsNamed).Select(step => _job.Nodes[step.Node].Name));
                    Collect(run.Next);
                    break;
                case KeyedChain keyed:
                    names.Add(_job.Nodes[keyed.Node].Name);
                    Collect(keyed.Next);
                    if (keyed.Late is not null) Collect(keyed.Late);
                    break;
                case FunctionChain function:
                    names.Add(_job.Nodes[function.Node].Name);
                    Collect(function.Next);
                    foreach (var side in function.Sides) Collect(side);
                    break;
                case TwoInputChain two:
                    names.Add(_job.Nodes[two.Node].Name);
                    Collect(two.Next);
                    if (two.LateLeft is not null) Collect(two.LateLeft);
                    if (two.LateRight is not null) Collect(two.LateRight);
                    break;
                case AsyncChain call:
                    names.Add(_job.Nodes[call.Node].Name);
                    Collect(call.Next);
                    break;
                case SplitChain split:
                    if (_job.Nodes[split.Node].IsNamed) names.Add(_job.Nodes[split.Node].Name);
                    foreach (var branch in split.Branches) Collect(branch);
                    break;
                case ForkChain fork: Collect(fork.First); Collect(fork.Second); break;
                case SinkChain sink: names.Add(_job.Nodes[sink.Node].Name); break;
                case PartialChain partial: names.Add($"partial {_job.Nodes[partial.Node].Name}"); break;
            }
        }
    }

    private void Anonymous(AnonymousModel type)
    {
        var row = Extract.TypeReader.AnonymousRow(type);
        _code.Line("/// <summary>Stands for an anonymous type.</summary>");
        using (_code.Block($"private readonly record struct {type.Name} : {RecordEmitter.Bases(row, RecordParts.All)}"))
        {
            foreach (var field in type.Fields) _code.Line($"public {field.TypeName} {field.Name} {{ get; init; }}");
            _code.Line();
            _code.Line($"public override string ToString() => $\"{{{{ {string.Join(", ", type.Fields.Select(field => $"{field.Name.TrimStart('@')} = {{{field.Name}}}"))} }}}}\";").Line();
            RecordEmitter.Members(_code, row, RecordParts.All);
        }
        _code.Line();
    }

    private IEnumerable<RowType> RowTypes()
    {
        foreach (var node in _job.Nodes)
        {
            yield return node.Row.Row;
            foreach (var side in node is IFunctionNode { Function.Sides: var sides } ? sides : EquatableArray<SideOutputModel>.Empty) yield return side.Row.Row;
            if (node is AsyncNode { Argument: var asked }) yield return asked.Row;
            if (node is not KeyedNode keyed) continue;
            yield return keyed.InputRow.Row;
            yield return keyed.Key.Type.Row;
            if (node is not AggregateNode aggregate) continue;
            foreach (var value in aggregate.Group.Values) yield return value.Type.Row;
            foreach (var slot in aggregate.Group.Slots)
            {
                if (slot.Custom is not null) yield return slot.Custom.Accumulator.Row;
            }
        }
    }

    private string PrunedName(SourcePlan plan)
    {
        string type = _job.Nodes[plan.Node].Row.Name;
        string name = type.StartsWith("(", StringComparison.Ordinal) ? "Tuple" : type.Substring(type.LastIndexOfAny(['.', ':']) + 1).TrimStart('@');
        return $"__{name}_{plan.Node + 1}";
    }
}
