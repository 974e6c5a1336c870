using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Millrace.Records;

/// <summary>
/// Writes doubles with the fewest digits that read back as the same number, as <c>double.ToString()</c> does, without its general machinery.
/// Schubfach: Raffaello Giulietti, "The Schubfach way to render doubles", 2020.
/// </summary>
internal static class ShortestDouble
{
    /// <summary>Most bytes written: sign, point, 17 digits and the zeros in front.</summary>
    public const int MaxBytes = 25;

    private const int LowestPower = -292;
    private const int HighestPower = 324;

    // Powers of ten, 128 bits each from the top, rounded up; made when first needed, since most programs see few of them.
    private static readonly ulong[] PowersHigh = new ulong[HighestPower - LowestPower + 1];
    private static readonly ulong[] PowersLow = new ulong[HighestPower - LowestPower + 1];

    /// <summary>
    /// Writes a number of at least 0.0001 and below 10^15, of either sign. Returns the bytes written; 0 for every other number, whose
    /// notation has an exponent.
    /// </summary>
    public static int Write(double value, Span<byte> to)
    {
        double magnitude = Math.Abs(value);
        if (!(magnitude is >= 1e-4 and < 1e15)) return 0;
        int at = 0;
        if (value < 0) to[at++] = (byte)'-';
        var (digits, exponent) = Shortest(BitConverter.DoubleToUInt64Bits(magnitude));
        Span<byte> text = stackalloc byte[20];
        int count = Digits(digits, text);
        var first = text[^count..];
        int whole = count + exponent;
        if (exponent >= 0)
        {
            first.CopyTo(to[at..]);
            to.Slice(at + count, exponent).Fill((byte)'0');
            return at + whole;
        }
        if (whole > 0)
        {
            first[..whole].CopyTo(to[at..]);
            to[at + whole] = (byte)'.';
            first[whole..].CopyTo(to[(at + whole + 1)..]);
            return at + count + 1;
        }
        "0."u8.CopyTo(to[at..]);
        at += 2;
        to.Slice(at, -whole).Fill((byte)'0');
        first.CopyTo(to[(at - whole)..]);
        return at - whole + count;
    }

    /// <summary>The shortest decimal of a positive normal number, closest to it if there are several: digits × 10^exponent.</summary>
    private static (ulong Digits, int Exponent) Shortest(ulong bits)
    {
        const int MantissaBits = 52, Bias = 1075;
        ulong fraction = bits & ((1UL << MantissaBits) - 1);
        int biased = (int)(bits >> MantissaBits);
        ulong c = fraction | (1UL << MantissaBits);
        int q = biased - Bias;
        if (q is <= 0 and > -53 && BitOperations.TrailingZeroCount(c) >= -q) return (c >> -q, 0);

        // The interval that reads back as this number, times four; its lower half is half as long at a power of two.
        bool narrow = fraction == 0 && biased > 1;
        uint open = (uint)(c & 1);
        int k = (q * 1262611 - (narrow ? 524031 : 0)) >> 22;
        int shift = q + ((-k * 1741647) >> 19) + 1;
        Power(-k, out ulong high, out ulong low);
        ulong lower = RoundToOdd(high, low, (4 * c - 2 + (narrow ? 1u : 0)) << shift) + open;
        ulong middle = RoundToOdd(high, low, 4 * c << shift);
        ulong upper = RoundToOdd(high, low, (4 * c + 2) << shift) - open;

        ulong s = middle / 4, tens = s / 10;
        bool tensBelow = lower <= 40 * tens, tensAbove = 40 * tens + 40 <= upper;
        if (tensBelow != tensAbove) return Trimmed(tens + (tensAbove ? 1u : 0), k + 1);
        bool below = lower <= 4 * s, above = 4 * s + 4 <= upper;
        if (below != above) return (s + (above ? 1u : 0), k);
        ulong half = 4 * s + 2;
        return (s + (middle > half || (middle == half && (s & 1) != 0) ? 1u : 0), k);
    }

    private static (ulong Digits, int Exponent) Trimmed(ulong digits, int exponent)
    {
        while (exponent < 0)
        {
            ulong tenth = digits / 10;
            if (tenth * 10 != digits) break;
            digits = tenth;
            exponent++;
        }
        return (digits, exponent);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong RoundToOdd(ulong high, ulong low, ulong factor)
    {
        ulong carried = Math.BigMul(low, factor, out _);
        ulong top = Math.BigMul(high, factor, out ulong rest);
        rest += carried;
        if (rest < carried) top++;
        return top | (rest > 1 ? 1u : 0);
    }

    /// <summary>Writes the digits at the end of <paramref name="text"/>; returns how many.</summary>
    private static int Digits(ulong value, Span<byte> text)
    {
        int at = text.Length;
        while (value >= 100)
        {
            ulong rest = value / 100;
            BinaryPrimitives.WriteUInt16LittleEndian(text[(at -= 2)..], TimestampFormat.Pair((uint)(value - rest * 100)));
            value = rest;
        }
        if (value >= 10) BinaryPrimitives.WriteUInt16LittleEndian(text[(at -= 2)..], TimestampFormat.Pair((uint)value));
        else text[--at] = (byte)('0' + value);
        return text.Length - at;
    }

    private static void Power(int exponent, out ulong high, out ulong low)
    {
        int index = exponent - LowestPower;
        high = Volatile.Read(ref PowersHigh[index]);
        low = PowersLow[index];
        if (high == 0) Make(exponent, out high, out low);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Make(int exponent, out ulong high, out ulong low)
    {
        BigInteger power;
        if (exponent >= 0)
        {
            power = BigInteger.Pow(10, exponent);
            int excess = (int)power.GetBitLength() - 128;
            power = excess <= 0 ? power << -excess : RoundUp(power, BigInteger.One << excess);
        }
        else
        {
            BigInteger divisor = BigInteger.Pow(10, -exponent);
            // The quotient has 128 bits.
            power = RoundUp(BigInteger.One << ((int)divisor.GetBitLength() + 127), divisor);
        }
        low = (ulong)(power & ulong.MaxValue);
        high = (ulong)(power >> 64);
        // The high half last: whoever sees it sees the low half, too.
        PowersLow[exponent - LowestPower] = low;
        Volatile.Write(ref PowersHigh[exponent - LowestPower], high);
    }

    private static BigInteger RoundUp(BigInteger dividend, BigInteger divisor) => (dividend + divisor - 1) / divisor;
}
