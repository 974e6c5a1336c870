using System.Globalization;
using System.IO.Compression;

namespace Millrace.Host.Tests.Examples;

/// <summary>The example against a slow computation of the same.</summary>
public sealed class TopOriginsTests : IDisposable
{
    private static readonly ExampleProgram Program = new("Flights.TopOrigins");
    private static readonly Lazy<string[]> Expected = new(Compute);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_parallelism_gives_the_three_best_origins_of_each_day(int parallelism)
    {
        var run = Program.Run(_directory.Path, "--parallelism", parallelism.ToString(CultureInfo.InvariantCulture), "--quiet");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal("day,rank,origin,flights", run.OutputLines[0]);
        var rows = run.OutputLines.Skip(1);
        // One subtask has the days in order; several write as they come.
        Assert.Equal(Expected.Value, parallelism == 1 ? rows : rows.Order(StringComparer.Ordinal));
    }

    private static string[] Compute()
    {
        var counts = new Dictionary<(string Day, string Origin), int>();
        using var reader = new StreamReader(new GZipStream(
            File.OpenRead(Path.Combine(ExampleProgram.Root, "examples", "data", "flights-2001-01.csv.gz")), CompressionMode.Decompress));
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            string[] fields = line.Split(',');
            var key = (fields[0][..10], fields[3]);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }
        return [.. counts.GroupBy(count => count.Key.Day).OrderBy(day => day.Key, StringComparer.Ordinal).SelectMany(day => day
            .OrderByDescending(count => count.Value).ThenBy(count => count.Key.Origin, StringComparer.Ordinal).Take(3)
            .Select((count, i) => $"{day.Key},{i + 1},{count.Key.Origin},{count.Value}"))];
    }
}
