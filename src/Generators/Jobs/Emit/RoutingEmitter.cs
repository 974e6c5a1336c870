using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Emit;

/// <summary>Writes the functors that say where a row goes.</summary>
internal static class RoutingEmitter
{
    public static void Emit(JobModel job, UserLines lines, CodeWriter code)
    {
        foreach (var node in job.Nodes)
        {
            if (node is SplitNode split)
                Functor(job, lines, code, $"__Split{node.Id}", $"global::Millrace.Operators.ISplitFunction<{node.Row.Name}>", $"public int Branch(in {node.Row.Name} row)", split.Function,
                    split.IsPredicate ? " ? 0 : 1" : "");
            else if (node is ExchangeNode { Partitioner: >= 0 and var partitioner })
                Functor(job, lines, code, $"__Partition{node.Id}", $"global::Millrace.Runtime.IPartitioner<{node.Row.Name}>", $"public int Subtask(in {node.Row.Name} row, int subtasks)", partitioner, "");
        }
    }

    private static void Functor(JobModel job, UserLines lines, CodeWriter code, string name, string contract, string method, int lambda, string rest)
    {
        var function = job.Lambdas[lambda];
        string[] values = ["row", "subtasks"];
        string arguments = string.Join(", ", function.Parameters.Select((parameter, i) => parameter.Modifier + values[i]));
        using (code.Block($"private readonly struct {name} : {contract}"))
        {
            code.Line($"private readonly {job.Class.FullName} _job;");
            code.Line();
            code.Line($"public {name}({job.Class.FullName} job) => _job = job;");
            code.Line();
            code.Line(MethodAttributes.For(function.MayThrow)).Line($"{method} =>");
            lines.Write(code, lambda, $"    _job.{function.Name}({arguments}){rest};");
        }
        code.Line();
    }
}
