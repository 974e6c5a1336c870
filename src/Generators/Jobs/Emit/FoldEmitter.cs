using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Emit;

/// <summary>Writes the aggregate that a reduce or fold over windows stands for.</summary>
internal static class FoldEmitter
{
    public static void Emit(CodeWriter code, JobModel job, UserLines lines, AggregateNode node, FoldModel fold)
    {
        string row = fold.Row.Name, value = fold.Value.Name, acc = fold.IsReduce ? $"global::Millrace.Operators.Reduced<{row}>" : value;
        var function = job.Lambdas[fold.Function];
        using (code.Block($"private readonly struct __Fold{node.Id} : global::Millrace.IAggregate<{row}, {acc}, {value}>"))
        {
            code.Line($"private readonly {job.Class.FullName} _job;");
            if (!fold.IsReduce) code.Line($"private readonly {value} _seed;");
            code.Line();
            using (code.Block($"public __Fold{node.Id}({job.Class.FullName} job)"))
            {
                code.Line("_job = job;");
                if (!fold.IsReduce) code.Line($"_seed = job.{job.Lambdas[fold.Seed].Name}();");
            }
            code.Line();
            code.Line($"public {acc} Create() => {(fold.IsReduce ? "default" : "_seed")};");
            code.Line();
            code.Line(MethodAttributes.For(function.MayThrow));
            using (code.Block($"public void Add(ref {acc} acc, in {row} value)"))
            {
                if (fold.IsReduce)
                {
                    code.Line("if (acc.HasRow)");
                    Call("acc.Row", "acc.Row", "value");
                    code.Line("else acc.Row = value;");
                    code.Line("acc.HasRow = true;");
                }
                else Call("acc", "acc", "value");
            }
            code.Line();
            using (code.Block($"public void Merge(ref {acc} acc, in {acc} other)"))
            {
                if (fold.IsReduce)
                {
                    code.Line("if (acc.HasRow)");
                    Call("acc.Row", "acc.Row", "other.Row");
                    code.Line("else acc.Row = other.Row;");
                    code.Line("acc.HasRow = true;");
                }
                else code.Line("throw new global::System.NotSupportedException();");
            }
            code.Line();
            code.Line($"public {value} Result(in {acc} acc) => acc{(fold.IsReduce ? ".Row" : "")};");
        }
        code.Line();

        void Call(string target, string first, string second) =>
            lines.Write(code, fold.Function, $"{target} = _job.{function.Name}({function.Parameters[0].Modifier}{first}, {function.Parameters[1].Modifier}{second});");
    }
}
