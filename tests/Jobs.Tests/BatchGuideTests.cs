using Millrace.Jobs.Tests.BatchGuide;
using Millrace.Runtime;

namespace Millrace.Jobs.Tests;

/// <summary>The guide to batch mode shows this job, this input and these results.</summary>
public sealed class BatchGuideTests : IDisposable
{
    private static readonly string Root = FindRoot();
    private static readonly string Guide = File.ReadAllText(Path.Combine(Root, "docs", "guide", "batch.md"));

    private readonly string _directory = Directory.CreateTempSubdirectory("millrace-guide").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void The_guide_shows_the_job_as_it_is()
    {
        string source = File.ReadAllText(Path.Combine(Root, "tests", "Jobs.Tests", "BatchGuide.cs"));
        Assert.Contains(source[source.IndexOf("[Record]", StringComparison.Ordinal)..].TrimEnd(), Guide, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(JobMode.Batch, 1)]
    [InlineData(JobMode.Batch, 2)]
    [InlineData(JobMode.Streaming, 1)]
    public async Task The_results_are_those_of_the_guide(JobMode mode, int parallelism)
    {
        string input = Path.Combine(_directory, "payments.csv"), output = Path.Combine(_directory, "out.csv"), turnovers = Path.Combine(_directory, "turnovers.csv");
        await File.WriteAllTextAsync(input, Block("payments.csv"));
        await Run.ToEndAsync(new Balances { Input = input, Output = output, Turnovers = turnovers }, parallelism, mode);
        string name = mode == JobMode.Batch ? "batch" : "streaming";
        Assert.Equal(Lines(Block($"balances, {name}")), Lines(await File.ReadAllTextAsync(output)));
        // In a stream it depends on what is read together which rows are late.
        if (mode == JobMode.Batch) Assert.Equal(Lines(Block("turnovers.csv, batch")), Lines(await File.ReadAllTextAsync(turnovers)));
    }

    // The block behind the line that names it.
    private static string Block(string name)
    {
        int start = Guide.IndexOf($"`{name}`:\n\n```\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"The guide has no block '{name}'.");
        start = Guide.IndexOf("```\n", start, StringComparison.Ordinal) + 4;
        return Guide[start..Guide.IndexOf("```", start, StringComparison.Ordinal)];
    }

    private static IEnumerable<string> Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "CONTRIBUTING.md"))) directory = directory.Parent;
        return directory.FullName;
    }
}
