using Millrace.Operators;

namespace Millrace.Core.Tests.Operators.Joins;

/// <summary>Windows of two streams as lists of rows. Fires with the key, the start, the time of the results, and the rows of both sides as they came.</summary>
internal sealed class WindowReference(WindowSpec window, Action<string, long, long, List<Reading>, List<Reading>> fire)
{
    // Rows of a window, of both sides; of a session, its end moves.
    private readonly List<(string Sensor, Int128 Start, Int128 End, List<(int Side, Reading Row)> Rows)> _open = [];
    private long _watermark = long.MinValue;

    public List<string> Late { get; } = [];

    /// <summary>Windows of a kind, short or long, aligned or not.</summary>
    public static WindowSpec RandomWindow(WindowKind kind, int seed)
    {
        var random = new Random(seed);
        var size = new Duration(random.Next(7) switch { 0 or 1 => 1, 2 or 3 => random.Next(1, 60), 4 or 5 => random.Next(1, 3_000), _ => Duration.Days(1_000_000).Microseconds });
        var slide = new Duration(Math.Max(1, size.Microseconds / 4 * random.Next(1, 9) + size.Microseconds % 4 * random.Next(1, 9) / 4));
        var offset = new Duration(random.Next(-100, 100));
        return kind switch
        {
            WindowKind.Tumbling => WindowSpec.Tumbling(size, offset),
            WindowKind.Sliding => WindowSpec.Sliding(size, slide, offset),
            _ => WindowSpec.Session(size),
        };
    }

    public void Play(JoinScript script)
    {
        foreach (var step in script.Events)
        {
            foreach (var row in step.Rows) Add(step.Side, row.Row);
            if (step.Side < 0) Fire(step.Watermark);
        }
    }

    private void Add(int side, Reading row)
    {
        string sensor = row.Sensor.ToString();
        List<(Int128 Start, Int128 End)> windows = [];
        if (window.Kind == WindowKind.Session)
        {
            var touched = _open.Where(session => session.Sensor == sensor && session.Rows.Any(other => Int128.Abs((Int128)other.Row.Time - row.Time) <= window.SizeUs)).ToList();
            windows.Add((row.Time, (Int128)row.Time + window.SizeUs));
            if (touched.Count > 0 || Clamp(windows[0].End) > _watermark)
            {
                _open.RemoveAll(touched.Contains);
                List<(int, Reading)> rows = [.. touched.SelectMany(session => session.Rows), (side, row)];
                _open.Add((sensor, rows.Min(other => other.Item2.Time), (Int128)rows.Max(other => other.Item2.Time) + window.SizeUs, rows));
                return;
            }
        }
        else
        {
            Int128 rest = (row.Time - (Int128)window.OffsetUs) % window.SlideUs, newest = row.Time - (rest < 0 ? rest + window.SlideUs : rest);
            if (window.Kind == WindowKind.Cumulating)
            {
                for (Int128 end = newest + window.PaneUs; end <= newest + window.SizeUs; end += window.PaneUs)
                    if (row.Time < end) windows.Add((newest, end - 1));
            }
            else
            {
                for (Int128 start = newest; start + window.SizeUs > row.Time; start -= window.SlideUs) windows.Add((start, start + window.SizeUs - 1));
            }
            foreach (var (start, end) in windows.Where(open => Clamp(open.End) > _watermark))
            {
                int at = _open.FindIndex(open => open.Sensor == sensor && open.Start == start && open.End == end);
                if (at < 0) _open.Add((sensor, start, end, [(side, row)]));
                else _open[at].Rows.Add((side, row));
            }
        }
        if (windows.Count > 0 && Clamp(windows.Max(open => open.End)) <= _watermark)
            Late.Add($"{(side == 0 ? "left" : "right")} {row.Time} {row.Value} {Clamp(_watermark - (Int128)Clamp(windows.Max(open => open.End)))}");
    }

    private void Fire(long watermark)
    {
        _watermark = watermark;
        foreach (var (sensor, start, end, rows) in _open.Where(open => Clamp(open.End) <= watermark))
            fire(sensor, (long)start, Clamp(end), [.. rows.Where(row => row.Side == 0).Select(row => row.Row)], [.. rows.Where(row => row.Side == 1).Select(row => row.Row)]);
        _open.RemoveAll(open => Clamp(open.End) <= watermark);
    }

    // What would end behind the end of time ends there.
    private static long Clamp(Int128 time) => (long)Int128.Clamp(time, long.MinValue, long.MaxValue);
}
