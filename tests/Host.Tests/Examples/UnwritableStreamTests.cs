namespace Millrace.Host.Tests.Examples;

public sealed class UnwritableStreamTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ExampleProgram _program = new("FlightDelays");

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("2>&-")]
    [InlineData("2>/dev/full")]
    [InlineData("2>&- >&-")]
    public void What_cannot_be_said_on_standard_error_does_not_end_a_job(string redirection)
    {
        if (!OperatingSystem.IsLinux()) return;
        var run = Run(redirection, "--output", "out.csv", "--verbose", "--parallelism", "2");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(72_840, File.ReadLines(Path.Combine(_directory.Path, "out.csv")).Count());
        Assert.Equal([Path.Combine(_directory.Path, "out.csv")], Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void Nor_does_an_error_change_its_exit_code()
    {
        if (!OperatingSystem.IsLinux()) return;
        Assert.Equal(2, Run("2>&-", "--bogus").ExitCode);
        Assert.Equal(1, Run("2>/dev/full", "--input", "nothing.csv").ExitCode);
    }

    [Fact]
    public void Help_that_nobody_reads_is_no_error()
    {
        if (!OperatingSystem.IsLinux()) return;
        Assert.Equal(0, Run("| true", "--help").ExitCode);
        var full = Run(">/dev/full", "--help");
        Assert.Equal(1, full.ExitCode);
        Assert.StartsWith("error: Standard output cannot be written: ", full.Error, StringComparison.Ordinal);
    }

    private ExampleRun Run(string redirection, params string[] args) =>
        _program.Run(_directory.Path, ["bash", "-c", $"set -o pipefail; \"$0\" \"$@\" {redirection}"], args);
}
