using System.Globalization;

namespace Millrace.Benchmarks;

/// <summary>The results of a group-by as read back from CSV, to compare two engines' answers.</summary>
internal sealed class HourlyDelays
{
    private readonly Dictionary<(string Origin, DateTime Hour), (DateTime End, long Flights, double Mean, int Max)> _groups = [];

    private HourlyDelays() { }

    /// <summary>Number of groups.</summary>
    public int Count => _groups.Count;

    /// <summary>Reads <c>origin,window_start,window_end,flights,mean_delay,max_delay</c>; times with or without <c>T</c> and <c>Z</c>.</summary>
    public static HourlyDelays Read(string path)
    {
        var delays = new HourlyDelays();
        foreach (string line in File.ReadLines(path).Skip(1))
        {
            string[] cells = line.Split(',');
            var group = (Time(cells[2]), long.Parse(cells[3], CultureInfo.InvariantCulture),
                double.Parse(cells[4], CultureInfo.InvariantCulture), int.Parse(cells[5], CultureInfo.InvariantCulture));
            if (!delays._groups.TryAdd((cells[0], Time(cells[1])), group))
                throw new BenchmarkException($"{Path.GetFileName(path)} has two rows for {cells[0]} at {cells[1]}.");
        }
        return delays;
    }

    /// <summary>Null if both hold exactly the same groups; else what differs first.</summary>
    public string? DifferenceTo(HourlyDelays other)
    {
        foreach (var (key, group) in _groups)
        {
            if (!other._groups.TryGetValue(key, out var theirs)) return $"{key.Origin} at {key.Hour:s} is in one only";
            if (group != theirs) return $"{key.Origin} at {key.Hour:s}: {group} against {theirs}";
        }
        return Count == other.Count ? null : $"{Count} groups against {other.Count}";
    }

    private static DateTime Time(string text) =>
        DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
