using Guide.Iterations;

namespace Guide;

/// <summary>The page about iterations shows this input and these results.</summary>
public sealed class IterationsTests : IDisposable
{
    private static readonly Page Page = new("docs/guide/iterations.md");

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task The_results_are_those_of_the_page(int parallelism)
    {
        string input = _scratch.Write("loans.csv", Page.Block("loans.csv"));
        await Run.ToEndAsync(new Repayments { Input = input, Output = _scratch.File("out.csv") }, parallelism);
        Assert.Equal(Run.Lines(Page.Block("repaid")), Run.Lines(_scratch.Read("out.csv")));
    }

    [Fact]
    public void The_program_runs()
    {
        _scratch.Write("loans.csv", Page.Block("loans.csv"));
        string output = Run.Program(nameof(Repayments), _scratch.Directory, "--input", "loans.csv");
        Assert.Equal(Run.Lines(Page.Block("repaid")), Run.Lines(output));
    }
}
