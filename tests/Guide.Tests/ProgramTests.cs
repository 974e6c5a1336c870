using Guide.GettingStarted;
using Guide.OneRowPerKey;
using Guide.Parameters;

namespace Guide;

/// <summary>The programs of the pages, run as the pages say and giving what the pages show.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Getting_started_gives_the_means_per_minute()
    {
        var page = new Page("docs/guide/getting-started.md");
        _scratch.Write("readings.csv", page.Block("readings.csv"));
        string output = Run.Program(nameof(Temperatures), _scratch.Directory, "--input", "readings.csv");
        Assert.Equal(Run.Lines(page.OutputOf("dotnet run -c Release -- --input readings.csv")), Run.Lines(output));
    }

    [Fact]
    public void One_row_per_key_gives_current_orders_and_customers()
    {
        var page = new Page("docs/guide/one-row-per-key.md");
        _scratch.Write("orders.csv", page.Block("orders.csv"));
        string output = Run.Program(nameof(Orders), _scratch.Directory, "--input", "orders.csv");
        Assert.Equal(Run.Lines(page.OutputOf("dotnet run -c Release -- --input orders.csv")), Run.Lines(output));
        Assert.Equal(Run.Lines(page.OutputOf("cat customers.csv")), Run.Lines(_scratch.Read("customers.csv")));
    }

    [Fact]
    public void What_explain_shows_of_one_row_per_key_is_on_the_page()
    {
        var page = new Page("docs/guide/one-row-per-key.md");
        _scratch.Write("orders.csv", page.Block("orders.csv"));
        string output = Run.Program(nameof(Orders), _scratch.Directory, "explain", "--input", "orders.csv", "--parallelism", "2");
        string shown = output[output.IndexOf("vertex 0", StringComparison.Ordinal)..];
        foreach (string line in shown.Split('\n').TakeWhile(line => line != "time").Where(line => line.Length > 0)) Assert.True(page.Shows(line.Trim()), line);
    }

    [Fact]
    public void Parameters_are_given_as_the_page_shows()
    {
        var page = new Page("docs/guide/parameters-and-command-line.md");
        const string command = "sales --input sales.csv --window-size 10m --shop north --shop south";
        Assert.True(page.Shows(command));
        _scratch.Write("sales.csv", """
            shop,time,amount
            north,2026-01-01T10:00:00Z,1.50
            west,2026-01-01T10:01:00Z,9.99
            south,2026-01-01T10:04:00Z,2.00
            north,2026-01-01T10:09:00Z,1.25
            north,2026-01-01T10:10:00Z,3.00
            """);
        string[] words = command.Split(' ');
        Assert.Equal(Run.Lines("""
            shop,from,amount
            north,2026-01-01T10:00:00Z,2.75
            north,2026-01-01T10:10:00Z,3.00
            south,2026-01-01T10:00:00Z,2.00
            """), Run.Lines(Run.Program(nameof(Sales), _scratch.Directory, words[1..])));
    }
}
