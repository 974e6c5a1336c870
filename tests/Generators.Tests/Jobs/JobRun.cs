using Microsoft.CodeAnalysis;
using Millrace.Generators.Jobs;
using Millrace.Generators.Operators;
using Millrace.Generators.Parameters;
using Millrace.Generators.Records;

namespace Millrace.Generators.Tests.Jobs;

/// <summary>Compiles jobs as a user's project would.</summary>
internal static class JobRun
{
    /// <summary>Records, a source and a sink that most tests use.</summary>
    public const string Types = """
        using Millrace.Connectors;

        [Record]
        public readonly partial record struct Flight(Timestamp Date, int Delay, int Distance, Utf8String Origin, Utf8String Destination)
        {
            public int Late => Delay > 0 ? Delay : 0;
        }

        [Record]
        public readonly partial record struct Total(Utf8String Key, long Value);
        """;

    public static GeneratorRun Of(params string[] files) => GeneratorRun.Of(Generators, [.. files, Types]);

    private static IIncrementalGenerator[] Generators => [new JobGenerator(), new ParameterGenerator(), new RecordGenerator(), new OperatorGenerator()];

    /// <summary>A job whose <c>Define</c> is <paramref name="define"/> (an expression or a block), with other members.</summary>
    public static string Job(string define, string members = "", string usings = "") => $$"""
        using Millrace.Connectors;
        {{usings}}

        namespace Shop;

        [Job]
        public sealed partial class TestJob
        {
            public required string Input { get; init; }

            {{members}}

            void Define(JobBuilder job) {{define}}
        }
        """;

    /// <summary>Compiles a job and expects no complaint.</summary>
    public static GeneratorRun Compiles(params string[] files) => Compiles(false, files);

    /// <summary>The same in a project that may check arithmetic for overflow.</summary>
    public static GeneratorRun Compiles(bool checksOverflow, params string[] files)
    {
        var run = GeneratorRun.Of(Generators, checksOverflow, [.. files, Types]);
        string complaints = string.Join("\n", run.Diagnostics.Select(diagnostic => diagnostic.ToString()).Concat(Complaints(run)));
        Assert.True(complaints.Length == 0, complaints + "\n" + string.Join("\n", run.Result.GeneratedTrees.Where(tree => complaints.Contains(Path.GetFileName(tree.FilePath), StringComparison.Ordinal))));
        return run;
    }

    /// <summary>Errors of the C# compiler.</summary>
    public static IEnumerable<string> Complaints(GeneratorRun run) =>
        run.Output.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.ToString());
}
