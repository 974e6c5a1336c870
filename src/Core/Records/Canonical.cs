using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Records;

/// <summary>One form for all values that count as equal, so that equal keys hash alike, for ever.</summary>
internal static class Canonical
{
    /// <summary>The bits of a number: −0.0 as 0.0, every NaN as one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Bits(double value) =>
        value == 0 ? 0 : double.IsNaN(value) ? 0x7FF8000000000000 : BitConverter.DoubleToUInt64Bits(value);

    /// <summary>Hash of a decimal without its trailing zeros.</summary>
    public static ulong Hash(decimal value)
    {
        // Dividing by a one with 28 zeros gives the smallest scale that holds the value.
        value /= 1.0000000000000000000000000000m;
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        uint flags = value == 0 ? 0 : (uint)parts[3];
        return KeyHash.Words((uint)parts[0] | (ulong)(uint)parts[1] << 32, (uint)parts[2] | (ulong)flags << 32);
    }

    /// <summary>Hash of a guid's 16 bytes in memory order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(Guid value)
    {
        var words = Unsafe.BitCast<Guid, (ulong First, ulong Second)>(value);
        return KeyHash.Words(words.First, words.Second);
    }
}
