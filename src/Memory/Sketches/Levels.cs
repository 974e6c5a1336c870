namespace Millrace.Memory;

/// <summary>The levels of a <see cref="QuantileSketch"/> while they change: the top one first.</summary>
/// <param name="sizes">Sizes of the levels.</param>
/// <param name="numbers">Numbers of all levels, in the same order.</param>
internal ref struct Levels(Span<ushort> sizes, Span<double> numbers)
{
    private readonly Span<ushort> _sizes = sizes;
    private readonly Span<double> _numbers = numbers;

    /// <summary>Number of levels.</summary>
    public int Count { get; set; }

    /// <summary>Numbers of all levels.</summary>
    public int Used { get; set; }

    /// <summary>Appends numbers of a level that is the last so far.</summary>
    public void Take(int level, ReadOnlySpan<double> numbers)
    {
        numbers.CopyTo(_numbers[Used..]);
        Used += numbers.Length;
        _sizes[level] += (ushort)numbers.Length;
    }

    /// <summary>Halves levels until all fit; <paramref name="count"/> decides which numbers stay.</summary>
    /// <param name="count">How many numbers have been added.</param>
    /// <param name="capacities">How many numbers the first so many levels hold together.</param>
    public void Compress(long count, ReadOnlySpan<ushort> capacities)
    {
        while (Used >= capacities[Count])
        {
            // All levels together are full, so one of them is.
            int level = Count - 1;
            while (_sizes[level] < capacities[level + 1] - capacities[level]) level--;
            if (level == 0)
            {
                _sizes[..Count].CopyTo(_sizes[1..]);
                _sizes[0] = 0;
                Count++;
                level++;
            }
            Halve(level, count);
        }
    }

    /// <summary>Where the numbers of a level begin.</summary>
    private readonly int Start(int level)
    {
        int start = 0;
        for (int i = 0; i < level; i++) start += _sizes[i];
        return start;
    }

    /// <summary>Sorts a level and moves every other number of it up.</summary>
    private void Halve(int level, long count)
    {
        int start = Start(level), size = _sizes[level], half = size / 2, rest = size & 1;
        var numbers = _numbers.Slice(start, size);
        numbers.Sort();
        int offset = (int)(KeyHash.Word((ulong)count * 64 + (ulong)(Count - level)) >> 63);
        // The last of an odd number stays in its level.
        double left = numbers[size - 1];
        for (int i = 0; i < half; i++) numbers[i] = numbers[2 * i + offset];
        if (rest != 0) numbers[half] = left;
        // The upper level lies in front: what moves up is its end now.
        _sizes[level - 1] += (ushort)half;
        _sizes[level] = (ushort)rest;
        _numbers[(start + size)..Used].CopyTo(_numbers[(start + half + rest)..]);
        Used -= half;
    }
}
