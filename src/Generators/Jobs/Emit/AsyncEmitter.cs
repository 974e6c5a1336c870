using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Emit;

/// <summary>Writes operators that ask something outside the job.</summary>
internal static class AsyncEmitter
{
    private const string NoTask = "\"The function returned null and no task. Make it async, or return Task.FromResult(value).\"";
    private const string Operators = "global::Millrace.Operators.";

    /// <summary>Type of the operator; <paramref name="next"/> is that of the chain behind it.</summary>
    public static string Type(AsyncNode node, string next)
    {
        string row = $"{node.InputRow.Name}, {node.InputRow.Codec}";
        string rows = node.Lookup is null
            ? $"AsyncSelect<{row}, {node.Result}, __Fn{node.Id}, {node.Row.Name}>"
            : $"AsyncLookup<{row}, {node.Argument.Name}, {node.Argument.Codec}, {node.Result}, __Fn{node.Id}, {node.Row.Name}>";
        return $"{Operators}AsyncOperator<{row}, {Operators}{rows}, {node.Row.Name}, {next}>";
    }

    /// <summary>What its constructor takes.</summary>
    public static string Arguments(AsyncNode node, string next) =>
        $"new(new __Fn{node.Id}(job){(node.Lookup is null ? "" : $", cache{node.Id}")}), async{node.Id}, {Names.Literal(node.Name)}, {next}";

    /// <summary>What plans say of it.</summary>
    public static string State(AsyncNode node) => node.Lookup is null ? "asynchronous calls" : "asynchronous calls, cached";

    /// <summary>Writes what says how calls are made, as locals of the method that builds the graph.</summary>
    public static void Settings(AsyncNode node, JobModel job, CodeWriter code)
    {
        code.Line($"var async{node.Id} = job.{job.Lambdas[node.How].Name}();");
        if (node.Lookup is { } lookup) code.Line($"var cache{node.Id} = job.{job.Lambdas[lookup.Cache].Name}();");
    }

    /// <summary>Writes the user's functions as a functor.</summary>
    public static void Function(AsyncNode node, JobModel job, UserLines lines, CodeWriter code)
    {
        var (call, selector) = (job.Lambdas[node.Call], job.Lambdas[node.Selector]);
        string input = node.InputRow.Name, answer = node.Lookup is null ? node.Result : node.Result + "?";
        string contract = node.Lookup is null ? $"IAsyncFunction<{input}, {node.Result}, {node.Row.Name}>" : $"ILookupFunction<{input}, {node.Argument.Name}, {node.Result}, {node.Row.Name}>";
        using (code.Block($"private readonly struct __Fn{node.Id} : {Operators}{contract}"))
        {
            code.Line($"private readonly {job.Class.FullName} _job;");
            code.Line();
            code.Line($"public __Fn{node.Id}({job.Class.FullName} job) => _job = job;");
            code.Line();
            code.Line($"public static bool HasFallback => {(node.Fallback >= 0 ? "true" : "false")};");
            code.Line();
            if (node.Lookup is { } lookup)
            {
                code.Line($"public static bool KeepsMissing => {(lookup.KeepsMissing ? "true" : "false")};");
                code.Line();
                var key = job.Lambdas[lookup.Key];
                code.Line(MethodAttributes.For(key.MayThrow)).Line($"public {node.Argument.Name} Key(in {input} row) =>");
                lines.Write(code, lookup.Key, $"    _job.{key.Name}({key.Parameters[0].Modifier}row);");
                code.Line();
            }
            code.Line($"public global::System.Threading.Tasks.ValueTask<{answer}> Call({node.Argument.Name} asked, global::System.Threading.CancellationToken cancellation) =>");
            string begun = $"_job.{call.Name}(asked, cancellation)";
            lines.Write(code, node.Call, call.ReturnType.StartsWith("global::System.Threading.Tasks.ValueTask<", StringComparison.Ordinal) ? $"    {begun};" : $"    new({begun} ?? throw new global::System.InvalidOperationException({NoTask}));");
            code.Line();
            code.Line(MethodAttributes.For(selector.MayThrow)).Line($"public {node.Row.Name} Result(in {input} row, {answer} result) =>");
            lines.Write(code, node.Selector, $"    _job.{selector.Name}({selector.Parameters[0].Modifier}row, {selector.Parameters[1].Modifier}result);");
            code.Line();
            code.Line(MethodAttributes.Separate).Line($"public {node.Row.Name} Fallback(in {input} row, global::System.Exception failure) =>");
            // Never called: HasFallback is false.
            if (node.Fallback < 0) code.Line("    throw new global::System.NotSupportedException();");
            else lines.Write(code, node.Fallback, $"    _job.{job.Lambdas[node.Fallback].Name}({job.Lambdas[node.Fallback].Parameters[0].Modifier}row, {job.Lambdas[node.Fallback].Parameters[1].Modifier}failure);");
        }
        code.Line();
    }
}
