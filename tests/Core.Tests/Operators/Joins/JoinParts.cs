using Millrace.Memory;
using Millrace.Operators;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Operators.Joins;

/// <summary>A result of a join: two rows, or one.</summary>
internal readonly record struct Pair(Reading? Left, Reading? Right)
{
    public string Text => $"{Of(Left)} | {Of(Right)}";

    private static string Of(Reading? row) => row is { } reading ? $"{reading.Sensor} {reading.Time} {reading.Value} {reading.Label}" : "-";
}

internal readonly struct SensorKey : IKeySelector<Reading, Utf8String>
{
    public Utf8String Key(in Reading row) => row.Sensor;
}

internal interface IKind
{
    static abstract bool Left { get; }
    static abstract bool Right { get; }
}

internal readonly struct Inner : IKind { public static bool Left => false; public static bool Right => false; }

internal readonly struct LeftOuter : IKind { public static bool Left => true; public static bool Right => false; }

internal readonly struct RightOuter : IKind { public static bool Left => false; public static bool Right => true; }

internal readonly struct FullOuter : IKind { public static bool Left => true; public static bool Right => true; }

internal readonly struct PairFunction<TKind> : IWindowJoinFunction<Reading, Reading, Utf8String, Pair> where TKind : struct, IKind
{
    public static bool KeepsLeft => TKind.Left;

    public static bool KeepsRight => TKind.Right;

    Pair IJoinFunction<Reading, Reading, Pair>.Pair(in Reading left, in Reading right) => new(left, right);

    public Pair Left(in Reading left) => TKind.Left ? new(left, null) : throw new NotSupportedException();

    public Pair Right(in Reading right) => TKind.Right ? new(null, right) : throw new NotSupportedException();
}

/// <summary>Keeps pairs as they came and reads their text when it is flushed, as an operator that gathers rows does.</summary>
internal readonly struct PairSink(Results results, List<(Pair Row, long Time)> waiting) : IOperator<Pair>
{
    public bool HasRoom => results.RowsUntilFull > 0;

    public void Open(SubtaskContext context) { }

    public void Collect(in Pair row, long time)
    {
        // Never behind what was promised.
        if (results.Watermarks.Count > 0 && time <= results.Watermarks[^1]) throw new InvalidOperationException($"{time} follows watermark {results.Watermarks[^1]}.");
        waiting.Add((row, time));
        results.RowsUntilFull--;
    }

    public void Flush()
    {
        foreach (var (row, time) in waiting)
        {
            results.Rows.Add($"{time}: {row.Text}");
            results.Times.Add(time);
        }
        waiting.Clear();
    }

    public bool Watermark(long watermark)
    {
        Flush();
        results.Watermarks.Add(watermark);
        return true;
    }

    public bool ProcessingTime(long nowUs) => true;

    public bool Finish() => true;

    public bool Resume() => true;

    public void Save(SnapshotWriter to) { }

    public void Load(SnapshotReader from) { }

    public void Close() { }
}

internal readonly struct LateRowSink(string side, List<string> late) : IOperator<(Reading Row, Duration Lateness)>
{
    public bool HasRoom => true;

    public void Open(SubtaskContext context) { }

    public void Collect(in (Reading Row, Duration Lateness) row, long time) => late.Add($"{side} {row.Row.Time} {row.Row.Value} {row.Lateness.Microseconds}");

    public void Flush() { }

    public bool Watermark(long watermark) => true;

    public bool ProcessingTime(long nowUs) => true;

    public bool Finish() => true;

    public bool Resume() => true;

    public void Save(SnapshotWriter to) { }

    public void Load(SnapshotReader from) { }

    public void Close() { }
}
