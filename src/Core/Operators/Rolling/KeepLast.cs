using System.Runtime.CompilerServices;

namespace Millrace.Operators;

/// <summary>
/// A row passes on unless it is older than the key's latest so far. The event time of that row is kept, in microseconds since the
/// Unix epoch, and not the row.
/// </summary>
public readonly struct KeepLast : IKeepRule<long>
{
    /// <inheritdoc/>
    public static bool Replaces => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Keeps(ref long state, bool isFirst, long time)
    {
        if (!isFirst && time < state) return false;
        state = time;
        return true;
    }
}
