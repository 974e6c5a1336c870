using System.Runtime.CompilerServices;

namespace Millrace.Memory;

/// <summary>Sorts entries by time.</summary>
/// <remarks>
/// By digits from the last (radix sort): two or three passes over entries that fit the cache, without a branch that cannot be foreseen.
/// </remarks>
internal static unsafe class TimeSort
{
    // Few are sorted by insertion.
    private const int Few = 24;
    private const int MostBits = 36;
    private const int MostDigitBits = 9;

    /// <summary>Puts the entries of a chain in order of time, equal ones in the order they have, into an empty one.</summary>
    /// <param name="from">The entries; at least one.</param>
    /// <param name="start">No entry is due before.</param>
    /// <param name="bits">Each is due less than 2^bits after that: 1 to 36.</param>
    /// <param name="into">Gets one block.</param>
    /// <param name="account">Where that comes from.</param>
    /// <exception cref="MemoryExhaustedException">The account is used up.</exception>
    [SkipLocalsInit]
    public static void Sort<T>(in NativeChain<TimedEntry<T>> from, long start, int bits, ref NativeChain<TimedEntry<T>> into, MemoryAccount account) where T : unmanaged
    {
        int count = (int)from.Count;
        var result = into.AddRoom(count, account);
        if (count <= Few)
        {
            Insert(in from, result);
            return;
        }
        int digits = (bits + MostDigitBits - 1) / MostDigitBits, digitBits = (bits + digits - 1) / digits, values = 1 << digitBits;
        int* places = stackalloc int[MostBits / MostDigitBits << MostDigitBits];
        new Span<int>(places, digits * values).Clear();
        for (var block = from.First; block is not null; block = block.Next)
        {
            foreach (ref readonly var entry in from.ElementsOf(block))
            {
                ulong time = (ulong)(entry.Time - start);
                for (int digit = 0; digit < digits; digit++, time >>= digitBits) places[digit * values + (int)(time & (uint)(values - 1))]++;
            }
        }
        Segment spare = account.Rent(count * sizeof(TimedEntry<T>));
        var other = new Span<TimedEntry<T>>(spare.Address, count);
        for (int digit = 0; digit < digits; digit++)
        {
            int* at = places + digit * values;
            CountsToPlaces(at, values);
            // The last pass ends in the result.
            bool toResult = (digits - digit) % 2 != 0;
            var target = toResult ? result : other;
            if (digit > 0) Place(toResult ? other : result, target, at, start, digit * digitBits, values - 1);
            for (var block = digit > 0 ? null : from.First; block is not null; block = block.Next) Place(from.ElementsOf(block), target, at, start, 0, values - 1);
        }
        account.Return(spare);
    }

    private static void CountsToPlaces(int* counts, int values)
    {
        int place = 0;
        for (int value = 0; value < values; value++)
        {
            int count = counts[value];
            counts[value] = place;
            place += count;
        }
    }

    private static void Place<T>(ReadOnlySpan<TimedEntry<T>> entries, Span<TimedEntry<T>> target, int* places, long start, int shift, int mask) where T : unmanaged
    {
        fixed (TimedEntry<T>* to = target)
        {
            foreach (ref readonly var entry in entries) to[places[(int)((entry.Time - start) >> shift) & mask]++] = entry;
        }
    }

    private static void Insert<T>(in NativeChain<TimedEntry<T>> from, Span<TimedEntry<T>> result) where T : unmanaged
    {
        int count = 0;
        for (var block = from.First; block is not null; block = block.Next)
        {
            foreach (ref readonly var entry in from.ElementsOf(block))
            {
                int at = count++;
                for (; at > 0 && result[at - 1].Time > entry.Time; at--) result[at] = result[at - 1];
                result[at] = entry;
            }
        }
    }
}
