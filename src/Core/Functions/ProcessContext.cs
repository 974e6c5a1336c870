using System.Runtime.CompilerServices;
using Millrace.Operators;
using Millrace.Runtime;

namespace Millrace;

/// <summary>Takes the rows that a function makes, and says what time it is. One per subtask; thread: the subtask's, during a call of the function.</summary>
/// <typeparam name="TOut">The rows made.</typeparam>
public class ProcessContext<TOut>
{
    private SideBuffer[] _sides = [];

    internal ProcessContext() { }

    internal RowBuffer<TOut> Rows { get; } = new();

    internal long TimeUs { get; set; }

    internal long WatermarkUs { get; set; } = long.MinValue;

    internal SubtaskContext? Subtask { get; set; }

    /// <summary>Event time of the row, or the time that the firing timer was set for. The least time there is if the stream has no event time.</summary>
    public Timestamp Time => new(TimeUs);

    /// <summary>All rows up to this event time have come, but for late ones.</summary>
    public Timestamp Watermark => new(WatermarkUs);

    /// <summary>The wall clock (UTC), as read when the running step began.</summary>
    public Timestamp ProcessingTime => new(Subtask!.NowUs);

    /// <summary>Sends a row on, with the event time <see cref="Time"/>. Text of state may stand in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Collect(in TOut row) => Rows.Add(in row, TimeUs);

    /// <summary>Sends a row on with an event time of its own. If that is not after <see cref="Watermark"/>, the row is late to operators behind.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Collect(in TOut row, Timestamp time) => Rows.Add(in row, time.Microseconds);

    /// <summary>Sends a row to a side output, with the event time <see cref="Time"/>.</summary>
    public void Output<T>(SideOutput<T> output, in T row)
    {
        foreach (var side in _sides)
        {
            if (!ReferenceEquals(side.Output, output)) continue;
            Unsafe.As<RowBuffer<T>>(side.Rows).Add(in row, TimeUs);
            return;
        }
    }

    internal RowBuffer<T> AddSide<T>(SideOutput<T> output)
    {
        var rows = new RowBuffer<T>();
        _sides = [.. _sides, new SideBuffer(output, rows)];
        return rows;
    }

    private readonly record struct SideBuffer(object Output, object Rows);
}
