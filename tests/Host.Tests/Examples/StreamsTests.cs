using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Millrace.Host.Tests.Examples;

/// <summary>What a shell connects a program with: standard input and output, pipes with and without names, links.</summary>
public sealed class StreamsTests : IDisposable
{
    private static readonly ExampleProgram Program = new("FlightDelays");

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("cat in.csv | \"$@\" --input -")]
    [InlineData("\"$@\" --input - --parallelism 3 < in.csv")]
    [InlineData("{ read -r skipped; \"$@\" --input -; } < behind-a-line.csv")]
    [InlineData("cat in.csv.gz | \"$@\" --input /dev/stdin")]
    [InlineData("\"$@\" --input /dev/stdin < in.csv")]
    [InlineData("\"$@\" --input - < in.csv.gz")]
    [InlineData("cat in.csv | \"$@\" --input - --mode batch --temp .")]
    [InlineData("\"$@\" --input <(cat in.csv)")]
    [InlineData("\"$@\" --input /dev/fd/7 7< in.csv")]
    [InlineData("\"$@\" --input link.csv --parallelism 3")]
    [InlineData("{ cat in.csv > pipe & } ; \"$@\" --input pipe")]
    [InlineData("\"$@\" --input in.csv --output /dev/stdout")]
    [InlineData("cat pipe & \"$@\" --input in.csv --output pipe && wait")]
    [InlineData("\"$@\" --input in.csv --output >(cat; echo > done) && until [ -e done ]; do :; done")]
    [InlineData("{ cat in.csv > pipe & } ; cat output & \"$@\" --input pipe --output output && wait")]
    public void Rows_are_those_of_a_file(string script)
    {
        if (OperatingSystem.IsWindows()) return;
        var text = new StringBuilder("date,delay,distance,origin,destination\n");
        for (int row = 0; row < 20_000; row++)
            text.Append(CultureInfo.InvariantCulture, $"2001-01-{1 + row / 1000:00}T{row / 50 % 20:00}:00:00,{row % 90},{row % 7 * 100},{"LAS|PHL|SEA|JFK".Split('|')[row % 4]},ORD\n");
        _directory.Write("in.csv", text.ToString());
        _directory.Write("behind-a-line.csv", "not a header\n" + text);
        using (var gzip = new GZipStream(File.Create(Path.Combine(_directory.Path, "in.csv.gz")), CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text.ToString()));
        File.CreateSymbolicLink(Path.Combine(_directory.Path, "link.csv"), "in.csv");
        var expected = Program.Run(_directory.Path, "--input", "in.csv", "--quiet");
        Assert.Equal(20 * 20 * 4 + 1, expected.OutputLines.Count);

        var run = Program.Run(_directory.Path, ["bash", "-c", "mkfifo pipe output; " + script, "bash"], "--quiet");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(expected.OutputLines.Order(StringComparer.Ordinal), run.OutputLines.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(_directory.Files, file => file.StartsWith('.'));
    }

    [Fact]
    public void Errors_call_standard_input_by_its_name()
    {
        if (OperatingSystem.IsWindows()) return;
        string[] starter = ["bash", "-c", "printf 'date,delay,distance,origin,destination\\n\\n2001-01-01T00:00:00,late,1,LAS,PHL\\n' | \"$@\" --input -", "bash"];
        Program.Run(_directory.Path, starter, "--output", "out.csv").MustFail(1, "standard input, line 3", "delay", "late");
        Assert.Empty(_directory.Files);
    }

    [Fact]
    public async Task A_second_writer_is_refused_until_the_first_is_gone()
    {
        if (OperatingSystem.IsWindows()) return;
        using (var make = Process.Start("mkfifo", [Path.Combine(_directory.Path, "pipe")])) await make.WaitForExitAsync();
        _directory.Write("in.csv", "date,delay,distance,origin,destination\n2001-01-01T00:00:00,1,1,LAS,PHL\n");
        using var first = Program.Start(_directory.Path, [], "--input", "pipe", "--output", "out.csv");
        // The pipe opens when the job reads it, and by then it has taken its output.
        using (var writer = await Task.Run(() => new FileStream(Path.Combine(_directory.Path, "pipe"), FileMode.Open, FileAccess.Write)))
        {
            Program.Run(_directory.Path, "--input", "in.csv", "--output", "out.csv").MustFail(1, "out.csv: another job is writing it");
            first.Kill();
            await first.WaitForExitAsync();
        }
        Assert.Contains(_directory.Files, file => file.StartsWith(".out.csv.", StringComparison.Ordinal) && file.EndsWith(".part", StringComparison.Ordinal));

        var run = Program.Run(_directory.Path, "--input", "in.csv", "--output", "out.csv", "--quiet");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(["in.csv", "out.csv", "pipe"], _directory.Files);
        Assert.Equal(2, File.ReadAllLines(Path.Combine(_directory.Path, "out.csv")).Length);
    }
}
