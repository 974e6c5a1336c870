using Millrace.Operators;

namespace Millrace.Core.Tests.Operators;

/// <summary>Windows as lists of rows, in numbers so wide that no sum of times leaves them. A window that ends behind the end of time ends there.</summary>
internal sealed class IdealWindows(WindowSpec spec, Duration lateness = default)
{
    // Start and rows of a window by key and, of those in which times end, by what they would be.
    private readonly Dictionary<(string Sensor, Int128 Start, Int128 End), List<Reading>> _windows = [];
    private readonly HashSet<(string Sensor, Int128 Start, Int128 End)> _ended = [];
    private readonly List<(string Sensor, List<Reading> Rows)> _sessions = [];

    public List<string> Results { get; } = [];

    public List<string> Late { get; } = [];

    public void Add(Reading row, long watermark)
    {
        string sensor = row.Sensor.ToString();
        if (spec.Kind == WindowKind.Session)
        {
            AddToSession(sensor, row, watermark);
            return;
        }
        var windows = Of(row.Time).ToList();
        bool isTaken = false;
        foreach (var (start, end) in windows)
        {
            if (Clamp(Last(end) + (Int128)lateness.Microseconds) <= watermark) continue;
            isTaken = true;
            if (!_windows.TryGetValue((sensor, start, end), out var rows)) _windows[(sensor, start, end)] = rows = [];
            rows.Add(row);
            if (Last(end) <= watermark)
            {
                _ended.Add((sensor, start, end));
                Fire(sensor, start, end, rows);
            }
        }
        if (windows.Count > 0 && !isTaken) Late.Add($"{row.Time} {Clamp(watermark - (Int128)windows.Max(window => Last(window.End)))}");
    }

    public void Advance(long watermark)
    {
        foreach (var ((sensor, start, end), rows) in _windows.Where(window => Last(window.Key.End) <= watermark).ToList())
        {
            if (_ended.Add((sensor, start, end))) Fire(sensor, start, end, rows);
        }
        foreach (var (sensor, rows) in _sessions.Where(session => EndOf(session.Rows) <= watermark).ToList())
        {
            Results.Add($"{TotalsResult.Of(sensor, rows.Min(row => row.Time), EndOf(rows), rows)} {EndOf(rows)}");
        }
        _sessions.RemoveAll(session => EndOf(session.Rows) <= watermark);
    }

    private void AddToSession(string sensor, Reading row, long watermark)
    {
        var touched = _sessions.Where(session => session.Sensor == sensor
            && session.Rows.Min(other => other.Time) <= (Int128)row.Time + spec.SizeUs && session.Rows.Max(other => other.Time) + (Int128)spec.SizeUs >= row.Time).ToList();
        if (touched.Count == 0 && Clamp((Int128)row.Time + spec.SizeUs) <= watermark)
        {
            Late.Add($"{row.Time} {Clamp(watermark - (Int128)Clamp((Int128)row.Time + spec.SizeUs))}");
            return;
        }
        _sessions.RemoveAll(touched.Contains);
        _sessions.Add((sensor, [.. touched.SelectMany(session => session.Rows), row]));
    }

    private IEnumerable<(Int128 Start, Int128 End)> Of(long time)
    {
        Int128 rest = (time - (Int128)spec.OffsetUs) % spec.SlideUs;
        Int128 newest = time - (rest < 0 ? rest + spec.SlideUs : rest);
        if (spec.Kind == WindowKind.Cumulating)
        {
            for (Int128 end = newest + spec.PaneUs; end <= newest + spec.SizeUs; end += spec.PaneUs)
            {
                if (end <= time) continue;
                yield return (newest, end);
                // All further ones end there, too.
                if (end - 1 >= long.MaxValue) break;
            }
            yield break;
        }
        for (Int128 start = newest; start + spec.SizeUs > time; start -= spec.SlideUs) yield return (start, start + spec.SizeUs);
    }

    private void Fire(string sensor, Int128 start, Int128 end, List<Reading> rows) =>
        Results.Add($"{TotalsResult.Of(sensor, (long)start, Clamp(end), rows)} {Clamp(end) - 1}");

    private long EndOf(List<Reading> session) => Clamp((Int128)session.Max(row => row.Time) + spec.SizeUs);

    private static long Last(Int128 end) => Clamp(end - 1);

    private static long Clamp(Int128 time) => (long)Int128.Clamp(time, long.MinValue, long.MaxValue);
}
