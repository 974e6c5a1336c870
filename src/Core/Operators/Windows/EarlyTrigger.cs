using System.Runtime.CompilerServices;

namespace Millrace.Operators;

/// <summary>
/// The built-in trigger: fires at the window's end; before it, for every so many rows of a key and whenever a period of event time has
/// passed with a new row in it; after it, for every late row.
/// </summary>
/// <typeparam name="TIn">The lifted input.</typeparam>
/// <param name="firing">When to fire.</param>
public readonly struct EarlyTrigger<TIn>(FiringSpec firing) : IWindowTrigger<TIn, long> where TIn : unmanaged
{
    private readonly long _rows = firing.EarlyRows;
    private readonly long _periodUs = firing.EarlyPeriod.Microseconds;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TriggerResult OnRow(in TIn row, ref TriggerContext<long> context)
    {
        if (context.HasEnded) return TriggerResult.Fire;
        if (_rows != 0 && ++context.State >= _rows)
        {
            context.State = 0;
            return TriggerResult.Fire;
        }
        // The next full period that the watermark has not passed.
        if (_periodUs != 0 && !context.WillWake)
        {
            long from = Math.Max(context.Time.Microseconds, context.Watermark.Microseconds);
            long wake = TimeMath.Add(from - WindowSpec.FloorModulo(from, _periodUs), _periodUs - 1);
            if (wake < context.Window.End.Microseconds - 1) context.WakeAt(new Timestamp(wake));
        }
        return TriggerResult.Continue;
    }

    /// <inheritdoc/>
    public TriggerResult OnEventTime(ref TriggerContext<long> context)
    {
        // A wake-up that comes together with the end leaves the word to the end.
        if (context.HasEnded && context.Time < context.Window.End - new Duration(1)) return TriggerResult.Continue;
        context.State = 0;
        return context.HasRows ? TriggerResult.Fire : TriggerResult.Continue;
    }
    /// <inheritdoc/>
    public TriggerResult OnProcessingTime(ref TriggerContext<long> context) => TriggerResult.Continue;
}
