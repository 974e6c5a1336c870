namespace Millrace.Jobs.Tests;

/// <summary>The example of the README, on the flights of January 2001.</summary>
public sealed class FlightDelaysTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("millrace-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Hourly_delays_are_those_of_a_plain_loop(int parallelism)
    {
        string output = Path.Combine(_folder, "out.csv");
        var job = new FlightDelays { Input = Flights(), Output = output };
        await Run.ToEndAsync(job, parallelism);
        var rows = File.ReadAllLines(output);
        Assert.Equal("origin,window_start,window_end,flights,mean_delay,max_delay", rows[0]);
        Assert.Equal(Expected().Order(StringComparer.Ordinal), rows.Skip(1).Order(StringComparer.Ordinal));
    }

    private static string Flights()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Millrace.slnx"))) folder = Path.GetDirectoryName(folder)!;
        return Path.Combine(folder, "examples", "data", "flights-2001-01.csv.gz");
    }

    /// <summary>The same by reading lines and grouping them in a dictionary.</summary>
    private static IEnumerable<string> Expected()
    {
        using var file = new StreamReader(new System.IO.Compression.GZipStream(File.OpenRead(Flights()), System.IO.Compression.CompressionMode.Decompress));
        var columns = file.ReadLine()!.Split(',').ToList();
        int date = columns.IndexOf("date"), delay = columns.IndexOf("delay"), distance = columns.IndexOf("distance"), origin = columns.IndexOf("origin");
        var groups = new Dictionary<(string, long), (long Count, long Sum, int Max)>();
        while (file.ReadLine() is { } line)
        {
            string[] fields = line.Split(',');
            if (int.Parse(fields[distance]) <= 0) continue;
            long time = Timestamp.Parse(fields[date], null).Microseconds;
            var key = (fields[origin], time - time % 3_600_000_000);
            int value = int.Parse(fields[delay]);
            groups[key] = groups.TryGetValue(key, out var seen) ? (seen.Count + 1, seen.Sum + value, Math.Max(seen.Max, value)) : (1, value, value);
        }
        return groups.Select(group => FormattableString.Invariant(
            $"{group.Key.Item1},{new Timestamp(group.Key.Item2)},{new Timestamp(group.Key.Item2 + 3_600_000_000)},{group.Value.Count},{(double)group.Value.Sum / group.Value.Count},{group.Value.Max}"));
    }
}
