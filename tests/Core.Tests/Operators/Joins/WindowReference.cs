using Millrace.Operators;

namespace Millrace.Core.Tests.Operators.Joins;

/// <summary>Windows of two streams as lists of rows. Fires with the key, the time of the results, and the rows of both sides as they came.</summary>
internal sealed class WindowReference(WindowSpec window, Action<string, long, List<Reading>, List<Reading>> fire)
{
    // Rows of a window, of both sides; of a session, its end moves.
    private readonly List<(string Sensor, long End, List<(int Side, Reading Row)> Rows)> _open = [];
    private long _watermark = long.MinValue;

    public List<string> Late { get; } = [];

    /// <summary>Windows of a kind, short or long, aligned or not.</summary>
    public static WindowSpec RandomWindow(WindowKind kind, int seed)
    {
        var random = new Random(seed);
        var size = new Duration(random.Next(3) switch { 0 => 1, 1 => random.Next(1, 60), _ => random.Next(1, 3_000) });
        var slide = new Duration(Math.Max(1, size.Microseconds * random.Next(1, 9) / 4));
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
        List<long> ends = [];
        if (window.Kind == WindowKind.Session)
        {
            var touched = _open.Where(session => session.Sensor == sensor && session.Rows.Any(other => Math.Abs(other.Row.Time - row.Time) <= window.SizeUs)).ToList();
            if (touched.Count > 0 || row.Time + window.SizeUs > _watermark)
            {
                _open.RemoveAll(touched.Contains);
                List<(int, Reading)> rows = [.. touched.SelectMany(session => session.Rows), (side, row)];
                _open.Add((sensor, rows.Max(other => other.Item2.Time) + window.SizeUs, rows));
                return;
            }
            ends.Add(row.Time + window.SizeUs);
        }
        else
        {
            if (window.Kind == WindowKind.Cumulating)
            {
                long start = window.LongestStart(row.Time);
                for (long end = start + window.PaneUs; end <= start + window.SizeUs; end += window.PaneUs)
                    if (row.Time < end) ends.Add(end - 1);
            }
            else
            {
                for (long start = window.LastStart(row.Time); start + window.SizeUs > row.Time; start -= window.SlideUs) ends.Add(start + window.SizeUs - 1);
            }
            foreach (long end in ends.Where(end => end > _watermark))
            {
                int at = _open.FindIndex(open => open.Sensor == sensor && open.End == end);
                if (at < 0) _open.Add((sensor, end, [(side, row)]));
                else _open[at].Rows.Add((side, row));
            }
        }
        if (ends.Count > 0 && ends.Max() <= _watermark) Late.Add($"{(side == 0 ? "left" : "right")} {row.Time} {row.Value} {_watermark - ends.Max()}");
    }

    private void Fire(long watermark)
    {
        _watermark = watermark;
        foreach (var (sensor, end, rows) in _open.Where(open => open.End <= watermark))
            fire(sensor, end, [.. rows.Where(row => row.Side == 0).Select(row => row.Row)], [.. rows.Where(row => row.Side == 1).Select(row => row.Row)]);
        _open.RemoveAll(open => open.End <= watermark);
    }
}
