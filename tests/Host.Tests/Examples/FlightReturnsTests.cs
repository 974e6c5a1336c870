using System.Globalization;
using System.IO.Compression;

namespace Millrace.Host.Tests.Examples;

/// <summary>The interval join against a slow computation of the same.</summary>
public sealed class FlightReturnsTests : IDisposable
{
    private static readonly ExampleProgram Program = new("Flights.Returns");
    private static readonly Lazy<string[]> Expected = new(Compute);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_parallelism_counts_the_same_pairs(int parallelism)
    {
        // From a plain file, which is read in several splits.
        using (var from = Unzipped())
        using (var to = File.Create(Path.Combine(_directory.Path, "flights.csv"))) from.CopyTo(to);
        var run = Program.Run(_directory.Path, "--input", "flights.csv", "--output", "out.csv", "--parallelism", parallelism.ToString(CultureInfo.InvariantCulture), "--quiet");
        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Error));
        string[] lines = File.ReadAllLines(Path.Combine(_directory.Path, "out.csv"));
        Assert.Equal("origin,destination,pairs", lines[0]);
        Assert.Equal(Expected.Value, lines.Skip(1).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_guide_shows_the_program_as_it_is()
    {
        string program = File.ReadAllText(Path.Combine(ExampleProgram.Root, "examples", "Flights.Returns", "Program.cs"));
        Assert.Contains(program, File.ReadAllText(Path.Combine(ExampleProgram.Root, "docs", "guide", "joins.md")), StringComparison.Ordinal);
    }

    private static string[] Compute()
    {
        var routes = new Dictionary<(string, string), List<DateTime>>();
        using var reader = new StreamReader(Unzipped());
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            string[] fields = line.Split(',');
            if (!routes.TryGetValue((fields[3], fields[4]), out var times)) routes[(fields[3], fields[4])] = times = [];
            times.Add(DateTime.Parse(fields[0], CultureInfo.InvariantCulture));
        }
        List<string> lines = [];
        foreach (var ((from, to), times) in routes)
        {
            if (!routes.TryGetValue((to, from), out var back)) continue;
            long pairs = times.Sum(time => back.LongCount(other => other >= time && other <= time.AddHours(4)));
            if (pairs > 0) lines.Add($"{from},{to},{pairs}");
        }
        return [.. lines.Order(StringComparer.Ordinal)];
    }

    private static GZipStream Unzipped() =>
        new(File.OpenRead(Path.Combine(ExampleProgram.Root, "examples", "data", "flights-2001-01.csv.gz")), CompressionMode.Decompress);
}
