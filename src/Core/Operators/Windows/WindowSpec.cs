using System.Runtime.CompilerServices;

namespace Millrace.Operators;

/// <summary>The windows of an operator.</summary>
public readonly record struct WindowSpec
{
    // Windows that a row may lie in, and slices that a window may have. Results are made for each of them.
    private const long MostOverlaps = 1_000_000;

    private readonly ZoneCalendar? _calendar;

    private WindowSpec(WindowKind kind, long sizeUs, long slideUs, long paneUs, long offsetUs, ZoneCalendar? calendar = null)
    {
        _calendar = calendar;
        Kind = kind;
        SizeUs = sizeUs;
        SlideUs = slideUs;
        PaneUs = paneUs;
        OffsetUs = offsetUs;
    }

    /// <summary>How windows lie.</summary>
    public WindowKind Kind { get; }

    /// <summary>Length of a window in microseconds, at least 1; of a session, the gap.</summary>
    public long SizeUs { get; }

    /// <summary>From the start of a window to the start of the next, in microseconds.</summary>
    public long SlideUs { get; }

    /// <summary>Length in microseconds of what rows are gathered in: the window, or the slice that several windows share.</summary>
    public long PaneUs { get; }

    /// <summary>Where windows start, from 0 to the slide, in microseconds after the Unix epoch (or a multiple of the slide).</summary>
    public long OffsetUs { get; }

    /// <summary>Windows one after the other.</summary>
    /// <param name="size">Length of each.</param>
    /// <param name="offset">Shifts the windows away from the Unix epoch; any length, also negative.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is not positive, or more than 10,000 years.</exception>
    public static WindowSpec Tumbling(Duration size, Duration offset = default)
    {
        if (size.Microseconds <= 0) throw new ArgumentOutOfRangeException(nameof(size), $"A window of {size} is empty; its size must be positive.");
        TimeMath.RequireLength(size, nameof(size), "A window");
        return new WindowSpec(WindowKind.Tumbling, size.Microseconds, size.Microseconds, size.Microseconds, FloorModulo(offset.Microseconds, size.Microseconds));
    }

    /// <summary>A window every <paramref name="slide"/>.</summary>
    /// <param name="size">Length of each.</param>
    /// <param name="slide">From the start of one to the start of the next; rows between windows, where it is longer than the size, belong to none.</param>
    /// <param name="offset">Shifts the windows away from the Unix epoch; any length, also negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A length is not positive or more than 10,000 years, or a row lies in more than a million windows, or a window consists of more than a million slices.
    /// </exception>
    public static WindowSpec Sliding(Duration size, Duration slide, Duration offset = default)
    {
        if (size.Microseconds <= 0) throw new ArgumentOutOfRangeException(nameof(size), $"A window of {size} is empty; its size must be positive.");
        if (slide.Microseconds <= 0) throw new ArgumentOutOfRangeException(nameof(slide), $"Windows cannot start every {slide}; the slide must be positive.");
        TimeMath.RequireLength(size, nameof(size), "A window");
        TimeMath.RequireLength(slide, nameof(slide), "A slide");
        RequireOverlaps(size, slide, nameof(slide));
        long pane = size.Microseconds;
        for (long rest = slide.Microseconds; rest != 0;) (pane, rest) = (rest, pane % rest);
        if (size.Microseconds / pane > MostOverlaps)
            throw new ArgumentOutOfRangeException(nameof(slide), $"Windows of {size} every {slide} have nothing in common but pieces of {new Duration(pane)}, of which a window would have {size.Microseconds / pane:N0}; say lengths with a greater common divisor.");
        return new WindowSpec(WindowKind.Sliding, size.Microseconds, slide.Microseconds, pane, FloorModulo(offset.Microseconds, slide.Microseconds));
    }

    /// <summary>A window per key that ends when no row has come for <paramref name="gap"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="gap"/> is not positive, or more than 10,000 years.</exception>
    public static WindowSpec Session(Duration gap)
    {
        if (gap.Microseconds <= 0) throw new ArgumentOutOfRangeException(nameof(gap), $"A session cannot end after {gap}; its gap must be positive.");
        TimeMath.RequireLength(gap, nameof(gap), "A gap");
        return new WindowSpec(WindowKind.Session, gap.Microseconds, gap.Microseconds, gap.Microseconds, 0);
    }

    /// <summary>Windows that start together and grow by a step.</summary>
    /// <param name="max">Length of the longest, a multiple of the step.</param>
    /// <param name="step">Length of the first, and what each is longer than the one before.</param>
    /// <param name="offset">Shifts the windows away from the Unix epoch; any length, also negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A length is not positive or more than 10,000 years, the longest is no multiple of the step, or has more than a million of them.
    /// </exception>
    public static WindowSpec Cumulating(Duration max, Duration step, Duration offset = default)
    {
        if (step.Microseconds <= 0) throw new ArgumentOutOfRangeException(nameof(step), $"Windows cannot grow by {step}; the step must be positive.");
        if (max.Microseconds <= 0 || max.Microseconds % step.Microseconds != 0)
            throw new ArgumentOutOfRangeException(nameof(max), $"Windows that grow by {step} never are {max} long; the longest must be a multiple of the step.");
        TimeMath.RequireLength(max, nameof(max), "A window");
        RequireOverlaps(max, step, nameof(step));
        return new WindowSpec(WindowKind.Cumulating, max.Microseconds, max.Microseconds, step.Microseconds, FloorModulo(offset.Microseconds, max.Microseconds));
    }

    /// <summary>One window for all rows; it ends at the end of time.</summary>
    public static WindowSpec Global => new(WindowKind.Global, long.MaxValue, long.MaxValue, long.MaxValue, 0);

    /// <summary>The windows that <paramref name="windows"/> describes.</summary>
    public static WindowSpec Of(Tumbling windows)
    {
        var spec = Tumbling(windows.Size, windows.Offset);
        return windows.Zone is null ? spec : spec.In(windows.Zone, windows.Size, windows.Offset);
    }

    /// <inheritdoc cref="Of(Millrace.Tumbling)"/>
    public static WindowSpec Of(Sliding windows)
    {
        var spec = Sliding(windows.Size, windows.Slide, windows.Offset);
        return windows.Zone is null ? spec : spec.In(windows.Zone, windows.Size, windows.Offset);
    }

    /// <inheritdoc cref="Of(Millrace.Tumbling)"/>
    public static WindowSpec Of(Session windows) => Session(windows.Gap);

    /// <inheritdoc cref="Of(Millrace.Tumbling)"/>
    public static WindowSpec Of(Global windows)
    {
        ArgumentNullException.ThrowIfNull(windows);
        return Global;
    }

    /// <inheritdoc cref="Of(Millrace.Tumbling)"/>
    public static WindowSpec Of(Cumulating windows)
    {
        var spec = Cumulating(windows.Max, windows.Step, windows.Offset);
        return windows.Zone is null ? spec : spec.In(windows.Zone, windows.Max, windows.Offset);
    }

    /// <summary>True if rows need an event time to find their window.</summary>
    public bool NeedsEventTime => Kind != WindowKind.Global;

    /// <summary>Start of the pane that a time falls into, in microseconds.</summary>
    public long PaneStart(long timeUs)
    {
        if (Kind == WindowKind.Global) return long.MinValue;
        if (_calendar is null) return timeUs - FloorModulo(timeUs - OffsetUs, PaneUs);
        if (Kind == WindowKind.Sliding) return _calendar.Instant(PaneLine(timeUs));
        long start = _calendar.Start(timeUs);
        return Kind == WindowKind.Tumbling ? start : timeUs - FloorModulo(timeUs - start, PaneUs);
    }

    /// <summary>Last microsecond of the pane that starts at <paramref name="paneUs"/>: the watermark that closes it.</summary>
    public long PaneLast(long paneUs)
    {
        if (Kind == WindowKind.Global) return long.MaxValue;
        long last = TimeMath.Add(paneUs, PaneUs - 1);
        if (_calendar is null) return last;
        if (Kind == WindowKind.Sliding) return LastBefore(TimeMath.Add(PaneLine(paneUs), PaneUs));
        long end = _calendar.Last(_calendar.Start(paneUs));
        return Kind == WindowKind.Tumbling ? end : Math.Min(last, end);
    }

    /// <summary>Start of the longest window that a time falls into, of windows that grow, in microseconds.</summary>
    public long LongestStart(long timeUs) => _calendar is null ? LastStart(timeUs) : _calendar.Start(timeUs);

    /// <summary>Last microsecond of the longest window that starts at <paramref name="startUs"/>, of windows that grow.</summary>
    public long LongestLast(long startUs)
    {
        return _calendar is not null ? _calendar.Last(startUs) : TimeMath.Add(startUs, SizeUs - 1);
    }

    /// <summary>How many microseconds from the start of a pane its rows can be; to be compared as an unsigned number.</summary>
    /// <remarks>Of a pane from the first microsecond there is to the last: all ones.</remarks>
    public long PaneReach(long paneUs) => Kind == WindowKind.Global ? -1 : _calendar is null ? PaneUs : PaneLast(paneUs) - paneUs + 1;

    /// <summary>
    /// Where a time lies on the line on which windows of equal length follow one another: at itself, or, by the calendar of a zone, at the latest
    /// local time that there has been. What is reckoned of overlapping windows, and of those of a join, is reckoned there.
    /// </summary>
    public long Line(long timeUs) => _calendar is null ? timeUs : _calendar.Line(timeUs);

    /// <summary>On the line, the start of the last window that starts at or before a place of it.</summary>
    public long LastStart(long lineUs) => lineUs - FloorModulo(lineUs - OffsetUs, SlideUs);

    /// <summary>On the line, the start of the first window that covers the pane that starts at the time <paramref name="paneUs"/>.</summary>
    public long FirstStart(long paneUs) => LastStart((_calendar is null ? paneUs : PaneLine(paneUs)) - SizeUs) + SlideUs;

    /// <summary>On the line, the start of the last window that is over at a watermark.</summary>
    public long LastOver(long watermark) => LastStart(Line(TimeMath.Add(Math.Max(watermark, long.MinValue / 2), 1)) - SizeUs);

    /// <summary>The first time in the window that starts at a place of the line, if it has any.</summary>
    public long WindowFirst(long startUs) => _calendar is null ? startUs : _calendar.Instant(startUs);

    /// <summary>True if the window that starts at a place of the line is the last one that starts before the end of time.</summary>
    public bool IsLast(long startUs) => startUs > long.MaxValue - SlideUs;

    /// <summary>The last time in the window that starts at a place of the line: the watermark that ends it.</summary>
    public long WindowLast(long startUs) => _calendar is null ? TimeMath.Add(startUs, SizeUs - 1) : LastBefore(TimeMath.Add(startUs, SizeUs));

    /// <summary>True if the pane that starts at <paramref name="paneUs"/> lies between two windows, so that its rows belong to none.</summary>
    public bool IsBetween(long paneUs)
    {
        if (Kind != WindowKind.Sliding || SlideUs <= SizeUs) return false;
        long line = _calendar is null ? paneUs : PaneLine(paneUs);
        return line - LastStart(line) >= SizeUs;
    }

    /// <summary>The window that starts at the time <paramref name="startUs"/>; of sliding ones, at that place of the line.</summary>
    public Window WindowAt(long startUs)
    {
        if (Kind == WindowKind.Global) return new(Timestamp.MinValue, Timestamp.MaxValue);
        if (_calendar is not null && Kind == WindowKind.Sliding) return new(new Timestamp(WindowFirst(startUs)), new Timestamp(TimeMath.Add(WindowLast(startUs), 1)));
        return new(new Timestamp(startUs), new Timestamp(_calendar is null ? TimeMath.Add(startUs, SizeUs) : TimeMath.Add(_calendar.Last(startUs), 1)));
    }

    /// <summary>The last time before a place of the line, by the calendar, or the end of time.</summary>
    private long LastBefore(long lineUs)
    {
        long instant = _calendar!.Instant(lineUs);
        return instant == long.MaxValue ? instant : instant - 1;
    }

    /// <summary>Start of the pane of a time, on the line.</summary>
    private long PaneLine(long timeUs)
    {
        long line = _calendar!.Line(timeUs);
        return TimeMath.Subtract(line, FloorModulo(line - OffsetUs, PaneUs));
    }

    // Shifted by a whole span, spans are the same.
    private WindowSpec In(TimeZoneInfo zone, Duration span, Duration offset) =>
        new(Kind, SizeUs, SlideUs, PaneUs, OffsetUs, new ZoneCalendar(zone, span, new Duration(FloorModulo(offset.Microseconds, span.Microseconds))));

    private static void RequireOverlaps(Duration size, Duration step, string name)
    {
        if (size.Microseconds / step.Microseconds > MostOverlaps)
            throw new ArgumentOutOfRangeException(name, $"With windows of {size} every {step}, a row lies in {size.Microseconds / step.Microseconds:N0} of them and has as many results; say at most {MostOverlaps:N0}, with shorter windows or fewer of them.");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long FloorModulo(long value, long divisor)
    {
        long rest = value % divisor;
        return rest < 0 ? rest + divisor : rest;
    }

    /// <summary>What a snapshot of an operator begins with, so that it is not read for other windows.</summary>
    internal string Part(string kind, string name) => $"{kind} {name}: {Kind} {SizeUs}/{SlideUs}+{OffsetUs}";
}
