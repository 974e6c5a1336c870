using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Millrace.Memory;

/// <summary>
/// The key hash: fixed for ever, since it is persisted with the state. No seed, no CPU dependence.
/// Built on the folded 128-bit product of wyhash (Wang Yi, public domain).
/// </summary>
public static class KeyHash
{
    private const ulong P0 = 0xa0761d6478bd642f;
    private const ulong P1 = 0xe7037ed1a0b428db;
    private const ulong P2 = 0x8ebc6af09c88c6e3;

    /// <summary>Hash of one word (integers, canonical floats, timestamps).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Word(ulong word) => Fold(word ^ P0, P1);

    /// <summary>Hash of two words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Words(ulong first, ulong second) => Fold(first ^ P0, second ^ P1);

    /// <summary>Adds the hash of a further field to the hash of the fields before it; order matters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Combine(ulong hash, ulong next) => Fold(hash ^ P2, next ^ P1);

    /// <summary>Hash of bytes of any length.</summary>
    public static ulong Bytes(ReadOnlySpan<byte> bytes)
    {
        ulong hash = Fold((ulong)bytes.Length ^ P0, P2);
        while (bytes.Length >= 8)
        {
            hash = Combine(hash, MemoryMarshal.Read<ulong>(bytes));
            bytes = bytes[8..];
        }
        if (bytes.Length > 0)
        {
            ulong tail = 0;
            for (int i = bytes.Length - 1; i >= 0; i--)
                tail = (tail << 8) | bytes[i];
            hash = Combine(hash, tail);
        }
        return hash;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }
}
