using Guide.Batch;
using Millrace;

namespace Guide;

/// <summary>The page about batch mode shows this input and these results.</summary>
public sealed class BatchTests : IDisposable
{
    private static readonly Page Page = new("docs/guide/batch.md");

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData(JobMode.Batch, 1)]
    [InlineData(JobMode.Batch, 2)]
    [InlineData(JobMode.Streaming, 1)]
    public async Task The_results_are_those_of_the_page(JobMode mode, int parallelism)
    {
        string input = _scratch.Write("payments.csv", Page.Block("payments.csv"));
        await Run.ToEndAsync(new Balances { Input = input, Output = _scratch.File("out.csv"), Turnovers = _scratch.File("turnovers.csv") }, parallelism, mode);
        Assert.Equal(Run.Lines(Page.Block(mode == JobMode.Batch ? "balances, batch" : "balances, streaming")), Run.Lines(_scratch.Read("out.csv")));
        // In a stream it depends on what is read together which rows are late.
        if (mode == JobMode.Batch) Assert.Equal(Run.Lines(Page.Block("turnovers.csv, batch")), Run.Lines(_scratch.Read("turnovers.csv")));
    }

    [Fact]
    public void The_program_has_the_mode_as_an_option()
    {
        _scratch.Write("payments.csv", Page.Block("payments.csv"));
        string output = Run.Program(nameof(Balances), _scratch.Directory, "--mode", "batch", "--input", "payments.csv");
        Assert.Equal(Run.Lines(Page.Block("balances, batch")), Run.Lines(output));
    }
}
