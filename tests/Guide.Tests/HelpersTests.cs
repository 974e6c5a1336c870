using Guide.Helpers;

namespace Guide;

/// <summary>The page about helpers shows this input and these results.</summary>
public sealed class HelpersTests : IDisposable
{
    private static readonly Page Page = new("docs/guide/helpers.md");

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void The_program_gives_what_the_page_shows()
    {
        _scratch.Write("readings.csv", Page.Block("readings.csv"));
        _scratch.Write("positions.csv", Page.Block("positions.csv"));
        string output = Run.Program(nameof(Alerts), _scratch.Directory, "--readings", "readings.csv", "--positions", "positions.csv");
        Assert.Equal(Run.Lines(Page.OutputOf("dotnet run -c Release -- --readings readings.csv --positions positions.csv")), Run.Lines(output));
    }

    [Fact]
    public async Task A_helper_may_have_several_results_or_none()
    {
        string input = _scratch.Write("in.csv", "source,time,text\nvan,2026-11-01T10:01:00Z,speed\n,2026-11-01T10:02:00Z,lost\n");
        await Run.ToEndAsync(new SortedAlerts { Input = input, Folder = _scratch.Directory });
        Assert.Contains("van", _scratch.Read("alerts.csv"), StringComparison.Ordinal);
        Assert.DoesNotContain("lost", _scratch.Read("alerts.csv"), StringComparison.Ordinal);
        Assert.Contains("lost", _scratch.Read("without-source.csv"), StringComparison.Ordinal);
    }
}
