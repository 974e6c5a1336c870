using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Millrace.Runtime;

/// <summary>A row with its event time, as it travels through an exchange and waits in a batch.</summary>
/// <param name="time">Event time in microseconds since the Unix epoch.</param>
/// <param name="row">The row.</param>
[SuppressMessage("Design", "CA1051", Justification = "Fields, so that a row can be passed by reference from where it lies.")]
[SuppressMessage("Performance", "CA1815", Justification = "Nobody compares them.")]
public readonly struct Timed<T>(long time, T row) where T : unmanaged
{
    /// <summary>Event time in microseconds since the Unix epoch.</summary>
    public readonly long Time = time;

    /// <summary>The row.</summary>
    public readonly T Row = row;

    /// <summary>
    /// Writes a timed row in place. Assigning a new value builds it on the stack and copies it from there in wider words
    /// than it was written in, which stalls the load.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(ref Timed<T> slot, long time, in T row)
    {
        Unsafe.AsRef(in slot.Time) = time;
        Unsafe.AsRef(in slot.Row) = row;
    }
}
