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
    public long LastEnd(long time) => IsSession ? IntervalSpec.Add(time, LengthUs) : EndOf(window.LastStart(time));

    /// <summary>The watermark that fires the first window of a row that is still open at a watermark.</summary>
    public long FirstEnd(long time, long watermark) => IsSession ? IntervalSpec.Add(time, LengthUs) : EndOf(FirstStart(time, long.MinValue, watermark));

    /// <summary>The first window of a row that neither begins at or before <paramref name="through"/> nor ends at or before <paramref name="fired"/>.</summary>
    public JoinWindow First(long time, long through, long fired)
    {
        long start = FirstStart(time, through, fired), end = EndOf(start);
        return new JoinWindow { First = start, Last = end, End = end, Through = IntervalSpec.Add(start, window.SlideUs - 1) };
    }

    /// <summary>The session of rows between two times.</summary>
    public JoinWindow Session(long first, long last) => new() { First = first, Last = last, End = IntervalSpec.Add(last, LengthUs), Through = last };

    /// <summary>A window as users see it, with the end excluded.</summary>
    public Window Of(in JoinWindow fired) => new(new Timestamp(fired.First), new Timestamp(IsSession ? fired.End : IntervalSpec.Add(fired.Last, 1)));

    private long EndOf(long start) => IntervalSpec.Add(start, window.SizeUs - 1);

    private long FirstStart(long time, long through, long fired)
    {
        long start = StartAfter(time);
        // What a window goes through to, the next begins behind.
        if (start <= through && through != long.MinValue) start = through + 1;
        // All rows of a key are at or after the first open window, or they would have been late.
        return fired != long.MinValue && EndOf(start) <= fired ? StartAfter(fired + 1) : start;
    }

    /// <summary>Start of the first window that ends after a time: the first that covers it, if any does.</summary>
    private long StartAfter(long time) => IntervalSpec.Add(window.LastStart(IntervalSpec.Subtract(time, window.SizeUs)), window.SlideUs);
}
