namespace Millrace.Operators;

/// <summary>Which windows of a join a row is in.</summary>
internal readonly struct JoinWindows(WindowSpec window)
{
    /// <summary>Length of a window, or the gap of sessions.</summary>
    public long LengthUs => window.SizeUs;

    public bool IsSession => window.Kind == WindowKind.Session;

    /// <summary>False for a row between two windows.</summary>
    public bool Covers(long time) => IsSession || time <= LastEnd(time);

    /// <summary>The watermark that fires the last window of a row; of a session that it is alone in.</summary>
    public long LastEnd(long time) => IsSession ? TimeMath.Add(time, LengthUs) : window.WindowLast(window.LastStart(window.Line(time)));

    /// <summary>The watermark that fires the first window of a row that is still open at a watermark.</summary>
    public long FirstEnd(long time, long watermark) => IsSession ? TimeMath.Add(time, LengthUs) : window.WindowLast(StillOpen(StartAfter(time), watermark));

    /// <summary>The first window of a row that neither is <paramref name="before"/>, or one before that, nor ends at or before <paramref name="fired"/>.</summary>
    public JoinWindow First(long time, in JoinWindow before, long fired)
    {
        long start = StartAfter(time);
        if (before.Through != long.MinValue && start <= before.Start) start = TimeMath.Add(before.Start, window.SlideUs);
        start = StillOpen(start, fired);
        long end = window.WindowLast(start);
        long through = window.IsLast(start) ? long.MaxValue : window.WindowFirst(start + window.SlideUs) - 1;
        return new JoinWindow { Start = start, First = window.WindowFirst(start), Last = end, End = end, Through = through };
    }

    /// <summary>The session of rows between two times.</summary>
    public JoinWindow Session(long first, long last) => new() { First = first, Last = last, End = TimeMath.Add(last, LengthUs), Through = last };

    /// <summary>A window as users see it, with the end excluded.</summary>
    public Window Of(in JoinWindow fired) => new(new Timestamp(fired.First), new Timestamp(IsSession ? fired.End : TimeMath.Add(fired.Last, 1)));

    /// <summary>The same window or, if that has been fired, the first that has not.</summary>
    /// <remarks>All rows of a key are at or after the first open window, or they would have been late.</remarks>
    private long StillOpen(long start, long fired) => fired != long.MinValue && window.WindowLast(start) <= fired ? StartAfter(fired + 1) : start;

    /// <summary>Start, on the line, of the first window that ends after a time: the first that covers it, if any does.</summary>
    private long StartAfter(long time) => TimeMath.Add(window.LastStart(TimeMath.Subtract(window.Line(time), window.SizeUs)), window.SlideUs);
}
