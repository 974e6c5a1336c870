using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Millrace.Memory;

/// <summary>
/// Where the state of the current key lies: what a function's state fields look through, so that going on to the next key is one
/// store. Thread: the subtask's.
/// </summary>
public sealed unsafe class StateCell
{
    private byte* _at;

    /// <summary>Processing time of the running call, in microseconds since the Unix epoch.</summary>
    public long NowUs { get; set; }

    /// <summary>The bit of the timer that sets off the running call; 0 if none does.</summary>
    public uint TimerFiring { get; set; }

    /// <summary>A bit for each timer that was set during the running call.</summary>
    public uint TimersSet { get; set; }

    /// <summary>Makes an entry of a table the current one, until the table changes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Enter<T>(ref T entry) where T : unmanaged => _at = (byte*)Unsafe.AsPointer(ref entry);

    /// <summary>No key is current any more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Leave() => _at = null;

    /// <summary>True while a broadcast row is processed.</summary>
    public bool IsBroadcasting { get; set; }

    /// <summary>What lies at an offset, in bytes, of the current entry.</summary>
    /// <exception cref="InvalidOperationException">No key is current.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T At<T>(int offset) where T : unmanaged
    {
        if (_at == null) ThrowNoKey();
        return ref *(T*)(_at + offset);
    }

    [DoesNotReturn]
    private static void ThrowNoKey() => throw new InvalidOperationException(
        "Keyed state and timers belong to the key of a row, so they can only be used while a row is processed or a timer fires; not in a constructor, Open or Close.");
}
