using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Emit;

/// <summary>Writes what stands for the collector inside the lambda of a <c>SelectMany</c>: a call of the next operator.</summary>
internal static class CollectorEmitter
{
    public static void Emit(CodeWriter code, SelectManyNode node)
    {
        string name = $"__Collector{node.Id}";
        using (code.Block($"private readonly ref struct {name}<TNext> where TNext : struct, global::Millrace.Runtime.IOperator<{node.Row.Name}>"))
        {
            code.Line("private readonly ref TNext _next;");
            code.Line("private readonly long _time;");
            code.Line();
            using (code.Block($"public {name}(ref TNext next, long time)"))
            {
                code.Line("_next = ref next;");
                code.Line("_time = time;");
            }
            code.Line();
            code.Line(MethodAttributes.Inline);
            code.Line($"public void Collect({node.Row.Name} row) => _next.Collect(in row, _time);");
        }
        code.Line();
    }
}
