namespace Millrace.Hosting;

/// <summary>
/// A line on the terminal that shows how far a job is, rewritten in place. Other lines go through <see cref="WriteLine"/>,
/// which clears it first. Any thread.
/// </summary>
internal sealed class ProgressLine : IDisposable
{
    private const string ClearLine = "\r\x1b[K";

    private readonly Lock _lock = new();
    private readonly Terminal _terminal;
    private readonly Func<JobMetricsSnapshot> _metrics;
    private readonly ITimer _timer;
    private long _rowsBefore;
    private TimeSpan _before;
    private bool _shown;
    private bool _ended;
    private bool _unfinishedLine;

    public ProgressLine(Terminal terminal, Func<JobMetricsSnapshot> metrics, TimeProvider time)
    {
        _terminal = terminal;
        _metrics = metrics;
        // The first line comes late enough that a short job never shows one.
        _timer = time.CreateTimer(static state => ((ProgressLine)state!).Update(), this, TimeSpan.FromMilliseconds(400), TimeSpan.FromMilliseconds(200));
    }

    /// <summary>Writes a line of its own, above the progress line.</summary>
    public void WriteLine(string line)
    {
        lock (_lock)
        {
            Clear();
            _terminal.Error.WriteLine(line);
        }
    }

    /// <summary>Writes to another writer whose text appears on the same terminal.</summary>
    public void WriteBeside(TextWriter writer, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return;
        lock (_lock)
        {
            Clear();
            writer.Write(text);
            _unfinishedLine = text[^1] != '\n';
        }
    }

    /// <summary>Erases the line.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _ended = true;
            Clear();
        }
        _timer.Dispose();
    }

    /// <summary>The line for a state of the job, cut to <paramref name="width"/>.</summary>
    public static string Format(JobMetricsSnapshot now, double rowsPerSecond, int width)
    {
        string line = $"{Amounts.Elapsed(now.Elapsed)}: {Amounts.Count(now.RowsIn)} rows in, {Amounts.Count(now.RowsOut)} out, {Amounts.Rate(rowsPerSecond)} rows/s";
        if (now.Watermark != Timestamp.MinValue && now.Watermark != Timestamp.MaxValue) line += $", watermark {Seconds(now.Watermark)}";
        if (now.SpilledBytes > 0) line += $", {Amounts.Bytes(now.SpilledBytes)} on disk";
        if (now.RowsWaiting > 0) line += $", {Amounts.Count(now.RowsWaiting)} waiting in loops";
        line += Behind(now);
        return line.Length < width ? line : line[..Math.Max(0, width - 1)];
    }

    /// <summary>What holds the watermark, where that is not plain: one of several splits, or one that has shown no row.</summary>
    private static string Behind(JobMetricsSnapshot now)
    {
        SourceMetrics? behind = null;
        int open = 0, idle = 0;
        foreach (var source in now.Sources)
        {
            open += source.OpenSplits;
            idle += source.IdleSplits;
            if (source.Behind is not null && (behind is null || source.BehindWatermark < behind.BehindWatermark)) behind = source;
        }
        string text = behind is null || now.Watermark == Timestamp.MaxValue ? ""
            : behind.BehindWatermark == Timestamp.MinValue ? $", no watermark: no row yet from {behind.Behind}"
            : open > 1 ? $" held by {behind.Behind}" : "";
        return idle == 0 ? text : $"{text}, {Amounts.Count(idle)} of {Amounts.Count(open)} splits idle";
    }

    private static Timestamp Seconds(Timestamp time) => new(time.Microseconds - time.Microseconds % 1_000_000);

    private void Update()
    {
        lock (_lock)
        {
            if (_ended || _unfinishedLine) return;
            var now = _metrics();
            double seconds = (now.Elapsed - _before).TotalSeconds;
            double rate = seconds > 0 ? (now.RowsIn - _rowsBefore) / seconds : 0;
            _rowsBefore = now.RowsIn;
            _before = now.Elapsed;
            _terminal.Error.Write(ClearLine + Format(now, rate, _terminal.Width));
            _terminal.Error.Flush();
            _shown = true;
        }
    }

    private void Clear()
    {
        if (!_shown) return;
        _terminal.Error.Write(ClearLine);
        _terminal.Error.Flush();
        _shown = false;
    }
}
