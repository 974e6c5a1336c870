using Millrace.Jobs.Tests.Loops.Guide;

namespace Millrace.Jobs.Tests.Loops;

/// <summary>The guide to iterations shows this job, this input and these results.</summary>
public sealed class IterationsGuideTests : IDisposable
{
    private static readonly string Root = FindRoot();
    private static readonly string Guide = File.ReadAllText(Path.Combine(Root, "docs", "guide", "iterations.md"));

    private readonly string _directory = Directory.CreateTempSubdirectory("millrace-guide").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void The_guide_shows_the_job_as_it_is()
    {
        string source = File.ReadAllText(Path.Combine(Root, "tests", "Jobs.Tests", "Loops", "IterationsGuide.cs"));
        Assert.Contains(source[source.IndexOf("[Record]", StringComparison.Ordinal)..].TrimEnd(), Guide, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task The_results_are_those_of_the_guide(int parallelism)
    {
        string input = Path.Combine(_directory, "loans.csv"), output = Path.Combine(_directory, "out.csv");
        await File.WriteAllTextAsync(input, Block("loans.csv"));
        await Run.ToEndAsync(new Repayments { Input = input, Output = output }, parallelism);
        Assert.Equal(Lines(Block("repaid")), Lines(await File.ReadAllTextAsync(output)));
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
