namespace Millrace.Host.Tests.Examples;

public sealed class LongRowTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ExampleProgram _program = new("FlightDelays");

    public void Dispose() => _directory.Dispose();

    private ExampleRun Run(string parallelism, params string[] more) =>
        _program.Run(_directory.Path, ["--input", "long.csv", "--output", "out.csv", "--quiet", "--parallelism", parallelism, .. more]);

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public void The_longest_row_is_the_same_at_any_parallelism(string parallelism)
    {
        _directory.Write("long.csv", $"date,delay,distance,origin,destination\n2001-01-01T05:00:00Z,1,100,{new string('A', 1_100_000)},B\n");
        Assert.Equal((0, ""), (Run(parallelism).ExitCode, Run(parallelism).Error));
        Run(parallelism, "--max-row", "1MB").MustFail(1, "long.csv, line 2: the row is longer than 1048576 bytes", "--max-row");
    }
}
