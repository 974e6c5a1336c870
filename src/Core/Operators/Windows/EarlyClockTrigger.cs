using System.Runtime.CompilerServices;

namespace Millrace.Operators;

/// <summary>
/// The built-in trigger where the clock has a say: as <see cref="EarlyTrigger{TIn}"/>, and also when a period of processing time in which a
/// row came is over, or when no row has come for a while.
/// </summary>
/// <remarks>A key is looked at once per period or silence, not once per row: the time of the last row tells whether it has been silent.</remarks>
/// <typeparam name="TIn">The lifted input.</typeparam>
/// <param name="firing">When to fire.</param>
public readonly struct EarlyClockTrigger<TIn>(FiringSpec firing) : IWindowTrigger<TIn, EarlyClockState> where TIn : unmanaged
{
    private readonly EarlyTrigger<TIn> _early = new(firing);
    private readonly long _periodUs = firing.EarlyClockPeriod.Microseconds;
    private readonly long _quietUs = firing.EarlyQuiet.Microseconds;

    /// <inheritdoc/>
    public static bool UsesProcessingTime => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TriggerResult OnRow(in TIn row, ref TriggerContext<EarlyClockState> context)
    {
        var early = context.Over(ref context.State.Early);
        var result = _early.OnRow(in row, ref early);
        context.WakeUs = early.WakeUs;
        if (context.HasEnded) return result;
        long now = context.ProcessingTime.Microseconds;
        context.State.LastRowUs = now;
        if (context.WillWakeAtProcessingTime) return result;
        if (_periodUs != 0) context.State.PeriodEndUs = TimeMath.Add(now - WindowSpec.FloorModulo(now, _periodUs), _periodUs);
        context.WakeAtProcessingTime(new Timestamp(Due(in context.State)));
        return result;
    }

    /// <inheritdoc/>
    public TriggerResult OnEventTime(ref TriggerContext<EarlyClockState> context)
    {
        var early = context.Over(ref context.State.Early);
        var result = _early.OnEventTime(ref early);
        context.WakeUs = early.WakeUs;
        return result;
    }

    /// <inheritdoc/>
    public TriggerResult OnProcessingTime(ref TriggerContext<EarlyClockState> context)
    {
        // The end has sent its result; late rows send theirs at once.
        if (context.HasEnded) return TriggerResult.Continue;
        long due = Due(in context.State);
        if (due > context.ProcessingTime.Microseconds)
        {
            context.WakeAtProcessingTime(new Timestamp(due));
            return TriggerResult.Continue;
        }
        context.State.Early = 0;
        return context.HasRows ? TriggerResult.Fire : TriggerResult.Continue;
    }

    private long Due(in EarlyClockState state)
    {
        long due = long.MaxValue;
        if (_periodUs != 0) due = state.PeriodEndUs;
        if (_quietUs != 0) due = Math.Min(due, TimeMath.Add(state.LastRowUs, _quietUs));
        return due;
    }
}
