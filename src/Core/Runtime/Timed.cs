using System.Runtime.CompilerServices;

namespace Millrace.Runtime;

/// <summary>A row with its event time, as it travels through an exchange when operators behind it need the time.</summary>
/// <param name="Time">Event time in microseconds since the Unix epoch.</param>
/// <param name="Row">The row.</param>
public readonly record struct Timed<T>(long Time, T Row) where T : unmanaged
{
    /// <summary>
    /// Writes a timed row in place. Assigning a new value builds it on the stack and copies it from there in wider words
    /// than it was written in, which stalls the load.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Write(ref Timed<T> slot, long time, in T row)
    {
        Unsafe.As<Timed<T>, long>(ref slot) = time;
        // Sequential layout: no field of a row is aligned to more than eight bytes.
        Unsafe.As<long, T>(ref Unsafe.Add(ref Unsafe.As<Timed<T>, long>(ref slot), 1)) = row;
    }
}
