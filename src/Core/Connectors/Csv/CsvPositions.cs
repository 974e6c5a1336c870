using System.Numerics;
using System.Runtime.CompilerServices;

namespace Millrace.Connectors;

/// <summary>From bit masks to positions.</summary>
internal static class CsvPositions
{
    /// <summary>Writes <paramref name="position"/> + i for each set bit i, in order; may write up to 7 values more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Expand(ulong mask, int position, ref int into)
    {
        // Eight at a time, needed or not: a loop that ends behind the last bit mispredicts once in every 64 bytes.
        int count = BitOperations.PopCount(mask);
        for (int done = 0; done < count; done += 8)
        {
            for (int i = 0; i < 8; i++)
            {
                Unsafe.Add(ref into, done + i) = position + BitOperations.TrailingZeroCount(mask);
                mask &= mask - 1;
            }
        }
    }

    /// <summary>The bytes between an opening quote (included) and its closing one (excluded), given that the first byte is outside.</summary>
    public static ulong Inside(ulong quotes)
    {
        quotes ^= quotes << 1;
        quotes ^= quotes << 2;
        quotes ^= quotes << 4;
        quotes ^= quotes << 8;
        quotes ^= quotes << 16;
        return quotes ^ (quotes << 32);
    }
}
