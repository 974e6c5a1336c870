using System.Diagnostics.CodeAnalysis;

namespace Millrace;

/// <summary>What a trigger knows about one key in one window. Valid during the call.</summary>
/// <typeparam name="TState">The trigger's state.</typeparam>
public ref struct TriggerContext<TState> where TState : unmanaged
{
    /// <summary>No wake-up.</summary>
    internal const long Never = long.MaxValue;

    /// <summary>The trigger's state of this key and window; all zero at first.</summary>
    [SuppressMessage("Design", "CA1051", Justification = "A field, so that it can be changed in place.")]
    public readonly ref TState State;

    internal long WakeUs;
    internal long ClockWakeUs;

    internal TriggerContext(ref TState state, Window window, long timeUs, long watermarkUs, long nowUs, long wakeUs, long clockWakeUs, bool hasRows, bool hasEnded)
    {
        State = ref state;
        Window = window;
        Time = new Timestamp(timeUs);
        Watermark = new Timestamp(watermarkUs);
        HasRows = hasRows;
        HasEnded = hasEnded;
        ProcessingTime = new Timestamp(nowUs);
        WakeUs = wakeUs;
        ClockWakeUs = clockWakeUs;
    }

    /// <summary>The window.</summary>
    public Window Window { get; }

    /// <summary>Event time of the row, or the time that has come.</summary>
    public Timestamp Time { get; }

    /// <summary>No row at or before this time is to come in time.</summary>
    public Timestamp Watermark { get; }

    /// <summary>The wall clock when the running step began; in batch mode, when the job started.</summary>
    public Timestamp ProcessingTime { get; }

    /// <summary>True if the window holds a row of the key: since the last purge, or the last result where results discard.</summary>
    public bool HasRows { get; }

    /// <summary>True if the window has ended, that is, the watermark has passed its last microsecond.</summary>
    public bool HasEnded { get; }

    /// <summary>Asks for a call of <c>OnEventTime</c> when the watermark reaches a time. There is one such time; a new one takes its place, and <see cref="Timestamp.MaxValue"/> takes it back.</summary>
    public void WakeAt(Timestamp time) => WakeUs = time.Microseconds;

    /// <summary>True if a call is asked for.</summary>
    public readonly bool WillWake => WakeUs != Never;

    /// <summary>
    /// Asks for a call of <see cref="IProcessingTimeTrigger{TValue, TState}.OnProcessingTime"/> when the wall clock reaches a time. There is one such
    /// time, beside that of <see cref="WakeAt"/>; a new one takes its place, and <see cref="Timestamp.MaxValue"/> takes it back.
    /// </summary>
    /// <remarks>A trigger that does not implement <see cref="IProcessingTimeTrigger{TValue, TState}"/> must not ask: that fails the job.</remarks>
    public void WakeAtProcessingTime(Timestamp time) => ClockWakeUs = time.Microseconds;

    /// <summary>True if a call at a time of the wall clock is asked for.</summary>
    public readonly bool WillWakeAtProcessingTime => ClockWakeUs != Never;

    /// <summary>The same for a trigger that is part of this one, with a state of its own.</summary>
    internal readonly TriggerContext<TPart> Over<TPart>(ref TPart state) where TPart : unmanaged =>
        new(ref state, Window, Time.Microseconds, Watermark.Microseconds, ProcessingTime.Microseconds, WakeUs, ClockWakeUs, HasRows, HasEnded);
}
