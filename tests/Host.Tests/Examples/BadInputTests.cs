using System.Text;

namespace Millrace.Host.Tests.Examples;

/// <summary>What goes wrong is one line that says what, where, and what to do; and no partial output is left.</summary>
public sealed class BadInputTests : IDisposable
{
    private static readonly ExampleProgram Program = new("FlightDelays");

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_missing_file()
    {
        Run("--input", "missing.csv").MustFail(1, "missing.csv", _directory.Path);
        Assert.Empty(_directory.Files);
    }

    [Fact]
    public void A_missing_file_with_verbose_shows_the_stack_trace()
    {
        var run = Run("--input", "missing.csv", "--verbose");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_without_read_permission()
    {
        if (OperatingSystem.IsWindows()) return;
        string closed = Path.Combine(_directory.Path, "closed");
        Directory.CreateDirectory(closed, UnixFileMode.None);
        string[] starter = Unprivileged.Starter(Program.Assembly);
        File.SetUnixFileMode(_directory.Path, (UnixFileMode)0b111_111_111);
        try
        {
            Program.Run(_directory.Path, starter, "--input", "closed", "--output", "out.csv").MustFail(1, "closed", "ermission");
        }
        finally
        {
            File.SetUnixFileMode(closed, (UnixFileMode)0b111_111_111);
        }
        Assert.Equal(["closed"], _directory.Files);
    }

    [Fact]
    public void A_directory_that_may_not_be_written()
    {
        if (OperatingSystem.IsWindows()) return;
        string[] starter = Unprivileged.Starter(Program.Assembly);
        Directory.CreateDirectory(Path.Combine(_directory.Path, "closed"), (UnixFileMode)0b101_101_101);
        File.SetUnixFileMode(_directory.Path, (UnixFileMode)0b111_111_111);
        Program.Run(_directory.Path, starter, "--output", "closed/out.csv").MustFail(1, "No permission to write in", "closed");
        Assert.Equal(["closed"], _directory.Files);
    }

    [Fact]
    public void A_full_disk()
    {
        if (!OperatingSystem.IsLinux()) return;
        Run("--output", "/dev/full").MustFail(1, "Writing to /dev/full failed: No space left on device");
    }

    [Fact]
    public void The_input_as_output()
    {
        _directory.Write("in.csv", "date,delay,distance,origin,destination\n");
        Run("--input", "in.csv", "--output", "./in.csv").MustFail(1, "'csv in.csv' reads in.csv, which 'csv ./in.csv' writes");
        Assert.Equal(["in.csv"], _directory.Files);
    }

    [Fact]
    public void A_directory_for_temporary_files_that_does_not_exist()
    {
        if (OperatingSystem.IsWindows()) return;
        string[] starter = ["env", $"TMPDIR={_directory.Path}/nowhere"];
        Program.Run(_directory.Path, starter, "--mode", "batch", "--output", "out.csv").MustFail(2, $"TMPDIR={_directory.Path}/nowhere", "--temp");
        Assert.Empty(_directory.Files);
    }

    [Fact]
    public void A_malformed_number()
    {
        var text = new StringBuilder("date,delay,distance,origin,destination\n");
        for (int row = 1; row <= 2000; row++) text.Append(row == 1234 ? "2001-01-01T00:01:00,late,2176,LAS,PHL\n" : "2001-01-01T00:01:00,33,2176,LAS,PHL\n");
        _directory.Write("bad.csv", text.ToString());
        // Row 1,234 stands in line 1,235, behind the header.
        Run("--input", "bad.csv").MustFail(1, "bad.csv", "1235", "delay", "late");
        Assert.Equal(["bad.csv"], _directory.Files);
    }

    [Fact]
    public void A_truncated_gzip()
    {
        byte[] whole = File.ReadAllBytes(Path.Combine(ExampleProgram.Root, "examples", "data", "flights-2001-01.csv.gz"));
        _directory.Write("short.csv.gz", whole[..(whole.Length / 2)]);
        Run("--input", "short.csv.gz").MustFail(1, "short.csv.gz");
        Assert.Equal(["short.csv.gz"], _directory.Files);
    }

    [Fact]
    public void A_wrong_header()
    {
        _directory.Write("wrong.csv", "day,delay,distance,origin,destination\n2001-01-01T00:01:00,33,2176,LAS,PHL\n");
        Run("--input", "wrong.csv").MustFail(1, "wrong.csv", "date");
        Assert.Equal(["wrong.csv"], _directory.Files);
    }

    [Fact]
    public void An_output_directory_that_does_not_exist() => Run("--output", "nowhere/out.csv").MustFail(1, "nowhere");

    [Fact]
    public void No_parallelism() => Run("--parallelism", "0").MustFail(2, "--parallelism 0", "from 1 to 256");

    [Fact]
    public void An_unknown_option() => Run("--paralelism", "2").MustFail(2, "--paralelism", "did you mean --parallelism?");

    [Fact]
    public void Too_little_memory()
    {
        Run("--memory", "1MB", "--parallelism", "2").MustFail(2, "--memory 1 MB", "needs at least");
        Assert.Empty(_directory.Files);
    }

    private ExampleRun Run(params string[] args) =>
        Program.Run(_directory.Path, args.Contains("--output") ? args : ["--output", "out.csv", .. args]);
}
