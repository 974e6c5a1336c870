namespace Millrace.Host.Tests.Examples;

/// <summary>The examples give the same in batch mode, in one order or another; also with so little memory that rows go to disk.</summary>
public sealed class BatchTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("FlightDelays", "1")]
    [InlineData("FlightDelays", "5")]
    [InlineData("Flights.Destinations", "2")]
    [InlineData("Flights.Returns", "1")]
    [InlineData("Flights.Returns", "2")]
    [InlineData("Flights.Sessions", "2")]
    [InlineData("Flights.Sliding", "2")]
    [InlineData("Flights.TopOrigins", "5")]
    [InlineData("WordCount", "2")]
    public void Both_modes_give_the_same_rows(string example, string parallelism)
    {
        var program = new ExampleProgram(example);
        var streamed = program.Run(_directory.Path, "--quiet", "--parallelism", "1");
        Assert.Equal((0, ""), (streamed.ExitCode, streamed.Error));
        var batch = program.Run(_directory.Path, "--quiet", "--parallelism", parallelism, "--mode", "batch", "--temp", ".");
        Assert.Equal((0, ""), (batch.ExitCode, batch.Error));
        Assert.Equal(streamed.OutputLines.Order(StringComparer.Ordinal), batch.OutputLines.Order(StringComparer.Ordinal));
        Assert.Empty(_directory.Files);
    }

    [Fact]
    public void With_little_memory_rows_go_to_disk_for_a_while_and_the_summary_says_so()
    {
        var program = new ExampleProgram("Flights.Returns");
        var run = program.Run(_directory.Path, "--parallelism", "2", "--mode", "batch", "--temp", ".", "--memory", "24MB", "--output", "out.csv");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains(" on disk for a while", run.Error, StringComparison.Ordinal);
        Assert.Equal(["out.csv"], _directory.Files);
        var streamed = program.Run(_directory.Path, "--quiet", "--parallelism", "1");
        Assert.Equal(streamed.OutputLines.Order(StringComparer.Ordinal), File.ReadAllLines(Path.Combine(_directory.Path, "out.csv")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Explain_shows_the_exchanges_that_block()
    {
        var run = new ExampleProgram("Flights.Returns").Run(_directory.Path, "explain", "--mode", "batch", "--parallelism", "1");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("job return-flights, batch, parallelism 1: 3 vertices, 3 exchanges", run.Output, StringComparison.Ordinal);
        Assert.Equal(3, run.OutputLines.Count(line => line.EndsWith(", blocking, sorted by time", StringComparison.Ordinal)));
    }
}
