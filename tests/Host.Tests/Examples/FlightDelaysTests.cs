using System.Globalization;
using System.IO.Compression;

namespace Millrace.Host.Tests.Examples;

/// <summary>The example against a slow computation of the same.</summary>
public sealed class FlightDelaysTests : IDisposable
{
    private static readonly ExampleProgram Program = new("FlightDelays");
    private static readonly Lazy<string[]> Expected = new(Compute);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Without_arguments_it_prints_the_hourly_delays_of_January()
    {
        var run = Program.Run(_directory.Path);
        Assert.Equal(0, run.ExitCode);
        MustBeExpected(run.OutputLines);
        Assert.StartsWith("flight-delays: done; 508,239 rows in, ", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_parallelism_gives_the_same_rows(int parallelism)
    {
        string plain = Path.Combine(_directory.Path, "flights.csv");
        using (var from = Unzipped())
        using (var to = File.Create(plain)) from.CopyTo(to);

        var run = Program.Run(_directory.Path, "--input", "flights.csv", "--output", "out.csv", "--parallelism", parallelism.ToString(CultureInfo.InvariantCulture), "--quiet");
        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Error));
        MustBeExpected(File.ReadAllLines(Path.Combine(_directory.Path, "out.csv")));
        Assert.Equal(["flights.csv", "out.csv"], _directory.Files);
    }

    [Fact]
    public void Its_help_names_its_parameters()
    {
        var run = Program.Run(_directory.Path, "--help");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("--input <text>", run.Output, StringComparison.Ordinal);
        Assert.Contains("--output <text>", run.Output, StringComparison.Ordinal);
        Assert.Contains("Flights as CSV, plain or gzip", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_plan_shows_fusion_and_exchanges()
    {
        Assert.Contains("0 exchanges", Program.Run(_directory.Path, "explain", "--parallelism", "1").OutputLines[0], StringComparison.Ordinal);
        var run = Program.Run(_directory.Path, "explain", "--parallelism", "2");
        Assert.Contains("1 exchange", run.OutputLines[0], StringComparison.Ordinal);
        Assert.Contains(run.OutputLines, line => line.Contains("hash of the key", StringComparison.Ordinal));
        Assert.Contains(run.OutputLines, line => line.Contains("hourly-delay", StringComparison.Ordinal));
        Assert.StartsWith("flowchart LR", Program.Run(_directory.Path, "explain", "--mermaid").Output, StringComparison.Ordinal);
    }

    private static void MustBeExpected(IReadOnlyList<string> lines)
    {
        Assert.Equal("origin,window_start,window_end,flights,mean_delay,max_delay", lines[0]);
        Assert.Equal(Expected.Value, lines.Skip(1).Order(StringComparer.Ordinal));
    }

    private static string[] Compute()
    {
        var groups = new Dictionary<(string Origin, DateTime Hour), List<int>>();
        using var reader = new StreamReader(Unzipped());
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            string[] fields = line.Split(',');
            var time = DateTime.Parse(fields[0], CultureInfo.InvariantCulture);
            if (int.Parse(fields[2], CultureInfo.InvariantCulture) <= 0) continue;
            var key = (fields[3], time.Date.AddHours(time.Hour));
            if (!groups.TryGetValue(key, out var delays)) groups[key] = delays = [];
            delays.Add(int.Parse(fields[1], CultureInfo.InvariantCulture));
        }
        return [.. groups.Select(group => string.Create(CultureInfo.InvariantCulture,
            $"{group.Key.Origin},{group.Key.Hour:yyyy-MM-ddTHH:mm:ss}Z,{group.Key.Hour.AddHours(1):yyyy-MM-ddTHH:mm:ss}Z,{group.Value.Count},{(double)group.Value.Sum() / group.Value.Count:R},{group.Value.Max()}"))
            .Order(StringComparer.Ordinal)];
    }

    private static GZipStream Unzipped() =>
        new(File.OpenRead(Path.Combine(ExampleProgram.Root, "examples", "data", "flights-2001-01.csv.gz")), CompressionMode.Decompress);
}
