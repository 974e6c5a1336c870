using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Emit;

/// <summary>
/// Writes how a graph is built whose sinks are only known then. The build methods have a type parameter for the operator of each such sink; the sink fills it in,
/// by a call back into a class made for it, one sink after the other.
/// </summary>
internal sealed class OpenSinkEmitter(JobModel job)
{
    private const string Runtime = "global::Millrace.Runtime.";
    private readonly List<SinkNode> _sinks = [.. job.Nodes.OfType<SinkNode>().Where(sink => sink.Connector.IsOpen)];

    public bool IsEmpty => _sinks.Count == 0;

    /// <summary>Of the build methods.</summary>
    public string TypeParameters => List(_sinks);

    public string Constraints => string.Concat(_sinks.Select(Constraint));

    public string Parameters => string.Concat(_sinks.Select(sink => $", {SinkType(sink)} sink{sink.Id}, {TypeParameter(sink)} {End(sink)}"));

    public string Arguments => string.Concat(_sinks.Select(sink => $", sink{sink.Id}, {End(sink)}"));

    /// <summary>Type of the operator at the end of the chain.</summary>
    public static string TypeParameter(SinkNode sink) => $"__TSink{sink.Id}";

    /// <summary>The operator, before it is opened.</summary>
    public static string End(SinkNode sink) => $"end{sink.Id}";

    /// <summary>What plans show, as an expression.</summary>
    public static string Description(SinkNode sink) => $"sink{sink.Id}.Describe()";

    /// <summary>Asks the first sink, in the method that builds the graph.</summary>
    public void Open(CodeWriter code) => Next(code, 0);

    /// <summary>Writes the classes that sinks call back; none if all sinks are known.</summary>
    /// <param name="code">Where to.</param>
    /// <param name="body">The expression that builds the graph when all sinks are known.</param>
    public void Emit(CodeWriter code, string body)
    {
        for (int i = 0; i < _sinks.Count; i++) Chain(code, i, body);
    }

    /// <summary>The class that a sink calls back.</summary>
    private void Chain(CodeWriter code, int index, string body)
    {
        var sink = _sinks[index];
        var before = _sinks.Take(index).ToList();
        string fields = string.Concat(before.Select(known => $", {SinkType(known)} sink{known.Id}, {TypeParameter(known)} {End(known)}"));
        using (code.Block($"private sealed class {ClassName(sink)}{List(before)}({job.Class.FullName} job, {Runtime}GraphSettings settings{fields}, {SinkType(sink)} sink{sink.Id}) : {Runtime}OpenChain<{sink.Row.Name}>{string.Concat(before.Select(Constraint))}"))
        {
            code.Line($"protected override {Runtime}JobGraph Close<{TypeParameter(sink)}>({TypeParameter(sink)} {End(sink)}) => With({End(sink)});");
            code.Line();
            using (code.Block($"public {Runtime}JobGraph With<{TypeParameter(sink)}>({TypeParameter(sink)} {End(sink)}){Constraint(sink)}"))
            {
                if (index + 1 == _sinks.Count) code.Line($"return {body};");
                else Next(code, index + 1);
            }
        }
        code.Line();
    }

    /// <summary>Asks a sink for its operator, when those before it are known.</summary>
    private void Next(CodeWriter code, int index)
    {
        var sink = _sinks[index];
        var before = _sinks.Take(index).ToList();
        code.Line($"var sink{sink.Id} = job.{job.Lambdas[sink.Sink].Name}();");
        code.Line($"var chain{sink.Id} = new {ClassName(sink)}{List(before)}(job, settings{string.Concat(before.Select(known => $", sink{known.Id}, {End(known)}"))}, sink{sink.Id});");
        // The same as the call below, but visible to ahead-of-time compilers.
        foreach (var known in sink.Connector.Known.Where(known => known.Connector.Arity < 2 || sink.Row.IsStorable))
            code.Line($"if (sink{sink.Id} is {known.Type} __known{sink.Id}_{Index(sink, known)}) return chain{sink.Id}.With(new {known.Connector.Of(sink.Row.Name, sink.Row.OpenCodec)}(__known{sink.Id}_{Index(sink, known)}));");
        code.Line($"return chain{sink.Id}.Build<{sink.Row.OpenCodec}>(sink{sink.Id}, {Names.Literal(sink.Connector.Place)});");
    }

    private static int Index(SinkNode sink, KnownConnector known) => sink.Connector.Known.ToList().IndexOf(known);

    private static string ClassName(SinkNode sink) => $"__OpenChain{sink.Id}";

    private static string SinkType(SinkNode sink) => $"global::Millrace.Sink<{sink.Row.Name}>";

    private static string Constraint(SinkNode sink) => $" where {TypeParameter(sink)} : struct, {Runtime}IOperator<{sink.Row.Name}>";

    private static string List(List<SinkNode> sinks) => sinks.Count == 0 ? "" : $"<{string.Join(", ", sinks.Select(TypeParameter))}>";
}
