using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Millrace.State;

namespace Millrace;

/// <summary>
/// A timer per key that fires when the watermark reaches its time. A field of an <see cref="OperatorAttribute"/> struct that implements
/// <see cref="ITimerFunction{TKey, TOut}"/>, marked <see cref="StateAttribute"/>.
/// </summary>
/// <remarks>A key has one time per timer: setting it again moves it. Moving and clearing cost nothing but the store.</remarks>
[SuppressMessage("Performance", "CA1815", Justification = "Nobody compares fields of a function.")]
public readonly struct EventTimer
{
    private readonly StateField _field;
    private readonly uint _timer;

    internal EventTimer(StateField field, int timer)
    {
        _field = field;
        _timer = 1u << timer;
    }

    /// <summary>True if it is set for the current key.</summary>
    public bool IsSet => _field.WasPresent;

    /// <summary>True during the call of <see cref="ITimerFunction{TKey, TOut}.OnTimer"/> that this timer sets off.</summary>
    public bool IsFiring => _field.Cell.TimerFiring == _timer;

    /// <summary>The time that it is set for; meaningless if it is not.</summary>
    public Timestamp Time => new(_field.Slot<TimerSlot>().Time);

    /// <summary>
    /// Sets it, or moves it. A time that the watermark has reached fires when the watermark next advances.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(Timestamp time)
    {
        _field.Slot<TimerSlot>().Time = time.Microseconds;
        _field.Write();
        _field.Cell.TimersSet |= _timer;
    }

    /// <summary>Clears it for the current key; nothing happens if it is not set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Clear() => _field.Erase();
}
