using Millrace.Generators.Tests.Jobs;

namespace Millrace.Generators.Tests.Infrastructure;

/// <summary>Types whose names differ only by case have files of their own.</summary>
public class HintNameTests
{
    [Fact]
    public void Jobs_records_and_operators_may_differ_only_by_case()
    {
        const string Define = "{ public int Least { get; init; } void Define(JobBuilder job) => job.From(Csv.Read<Flight>(\"x\")).Where(f => f.Delay > Least).To(Csv.Write<Flight>(\"-\")); }";
        const string Function = "{ public void Process(in int row, ProcessContext<int> context) => context.Collect(row); }";
        var run = JobRun.Compiles($$"""
            using Millrace.Connectors;
            [Record] public readonly partial record struct Row(int A);
            [Record] public readonly partial record struct ROW(int A);
            [Job] public sealed partial class Copy {{Define}}
            [Job] public sealed partial class COPY {{Define}}
            [Operator] public partial struct Pass : IProcessFunction<int, int> {{Function}}
            [Operator] public partial struct PASS : IProcessFunction<int, int> {{Function}}
            """);
        var files = run.Result.Results.SelectMany(result => result.GeneratedSources).Select(source => source.HintName).ToList();
        Assert.Equal(files.Count, files.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        // The others are called as ever.
        Assert.Contains("Flight.Record.g.cs", files);
        Assert.Equal(2, files.Count(file => file.StartsWith("Copy-", StringComparison.OrdinalIgnoreCase) && file.EndsWith(".Job.g.cs", StringComparison.Ordinal)));
    }
}
