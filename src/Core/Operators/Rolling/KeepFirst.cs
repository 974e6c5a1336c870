using System.Runtime.CompilerServices;

namespace Millrace.Operators;

/// <summary>The first row of each key passes on. Nothing is kept but the key.</summary>
public readonly struct KeepFirst : IKeepRule<byte>
{
    /// <inheritdoc/>
    public static bool Replaces => false;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Keeps(ref byte state, bool isFirst, long time) => isFirst;
}
