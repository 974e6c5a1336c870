using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Millrace.Memory;

/// <summary>
/// Approximate quantiles of numbers, in a state heap: 32 bytes that can stand in an accumulator and cross an exchange. All zero:
/// empty. Freed with its heap.
/// </summary>
/// <remarks>
/// <para>Up to <see cref="MostExact"/> numbers are kept as they are. More make a KLL sketch (Karnin, Lang and Liberty 2016, "Optimal
/// quantile approximation in streams"): levels, where a number of level h stands for 2^h of those added. A level that is full is
/// sorted, and every other number of it moves up. Levels hold 400, 267, 178 … 8 numbers from the top, which is 12.5 KiB at most.</para>
/// <para>The error is one of rank: the quantile 0.9 is a number whose rank lies between 0.89 and 0.91 of all in 99 of 100 cases, however
/// many there are (measured over 4,000 quantiles of up to 32,000 numbers: all of them).</para>
/// <para>Which of two neighbours moves up is decided by a hash of how many numbers have been added, not by a generator with a state of its
/// own: the same numbers added and merged in the same order give the same sketch.</para>
/// </remarks>
public unsafe struct QuantileSketch
{
    /// <summary>Quantiles of as many numbers are exact.</summary>
    public const int MostExact = TopCapacity;

    private const int TopCapacity = 400;
    private const int LeastCapacity = 8;
    private const int FirstCapacity = 4;
    // Two to the 52nd times 400 numbers are more than a count holds.
    private const int MostLevels = 56;
    private const int HeaderBytes = MostLevels * sizeof(ushort);

    // How many numbers the first so many levels from the top hold together.
    private static readonly ushort[] Capacities = MakeCapacities();

    // One level: the numbers as they came. More: the levels' sizes from the top, then their numbers in the same order.
    private Binary _block;
    private long _count;
    private int _levels;
    // Numbers of all levels.
    private int _used;

    /// <summary>Bytes outside the value.</summary>
    public readonly int SizeBytes => _block.Length;

    /// <summary>How many numbers have been added.</summary>
    public readonly long Count => _count;

    /// <summary>Adds a number; NaN comes before all others. Throws <see cref="MemoryExhaustedException"/> if there is no memory to grow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value, StateHeap heap)
    {
        if (_levels > 1) AddToLevels(value, heap);
        else AddExact(value, heap);
    }

    /// <summary>Adds what another one has seen. Throws <see cref="MemoryExhaustedException"/> if there is no memory to grow.</summary>
    public void Merge(in QuantileSketch other, StateHeap heap)
    {
        if (other._count == 0) return;
        if (_count == 0)
        {
            byte* block = heap.Allocate(other._block.Length);
            other._block.Span.CopyTo(new Span<byte>(block, other._block.Length));
            Release(heap);
            _block = Binary.At(block, other._block.Length);
            (_count, _levels, _used) = (other._count, other._levels, other._used);
        }
        else if (other._levels == 1)
        {
            for (int i = 0; i < other._used; i++) Add(other.Numbers[i], heap);
        }
        else
        {
            MergeLevels(in other, heap);
        }
    }

    /// <summary>
    /// The least of the numbers that at least the share <paramref name="quantile"/> of all do not exceed, about; of 0, the least; NaN of no numbers.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is not from 0 to 1.</exception>
    [SkipLocalsInit]
    public readonly double Quantile(double quantile)
    {
        if (!(quantile >= 0 && quantile <= 1)) ThrowNoShare(quantile);
        if (_count == 0) return double.NaN;
        Span<double> numbers = stackalloc double[Capacities[MostLevels]];
        Span<long> weights = stackalloc long[Capacities[MostLevels]];
        int used = _used;
        numbers = numbers[..used];
        new ReadOnlySpan<double>(Numbers, used).CopyTo(numbers);
        long rank = Math.Clamp((long)Math.Ceiling(quantile * _count), 1, _count);
        if (_levels == 1)
        {
            numbers.Sort();
            return numbers[(int)rank - 1];
        }
        weights = weights[..used];
        for (int level = 0, at = 0; level < _levels; at += Sizes[level++]) weights.Slice(at, Sizes[level]).Fill(1L << (_levels - 1 - level));
        numbers.Sort(weights);
        int i = 0;
        for (long below = weights[0]; below < rank && i < used - 1; below += weights[++i]) { }
        return numbers[i];
    }

    /// <summary>Copies the content to <paramref name="area"/>.</summary>
    public void Move(ref TextArea area)
    {
        if (!_block.IsEmpty) _block = area.Move(_block);
    }

    /// <summary>Follows the content, which has moved. Throws <see cref="InvalidDataException"/> if it is not what <see cref="Move"/> wrote, inside the block.</summary>
    public void Rebase(in Rebase rebase)
    {
        if (_block.IsEmpty && _count == 0) return;
        bool isExact = _levels == 1 && _count is >= 0 and <= MostExact && _used == _count && _block.Length >= Math.Max(FirstCapacity, _count) * sizeof(double);
        if (!isExact && (_levels is <= 1 or > MostLevels || _block.Length != BytesFor(_levels))) ThrowCorrupt();
        _block = rebase.ApplyChanged(_block);
        if (isExact) return;
        long count = 0;
        int used = 0;
        for (int level = 0; level < _levels; level++)
        {
            used += Sizes[level];
            count += (long)Sizes[level] << (_levels - 1 - level);
        }
        if (used != _used || used >= Capacities[_levels] || count != _count) ThrowCorrupt();
    }

    /// <summary>Frees what is kept outside the value, which must not be used afterwards.</summary>
    public readonly void Release(StateHeap heap)
    {
        if (!_block.IsEmpty) heap.Free(Address, _block.Length);
    }

    private readonly byte* Address => (byte*)_block.AsText().Tail;

    private readonly ushort* Sizes => (ushort*)Address;

    private readonly double* Numbers => (double*)(Address + (_levels > 1 ? HeaderBytes : 0));

    private static int BytesFor(int levels) => HeaderBytes + Capacities[levels] * sizeof(double);

    private static ushort[] MakeCapacities()
    {
        var capacities = new ushort[MostLevels + 1];
        double capacity = TopCapacity;
        for (int i = 0; i < MostLevels; i++, capacity *= 2 / 3.0) capacities[i + 1] = (ushort)(capacities[i] + Math.Max(LeastCapacity, (int)capacity));
        return capacities;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddExact(double value, StateHeap heap)
    {
        if (_used * sizeof(double) == _block.Length && !Enlarge(heap))
        {
            AddToLevels(value, heap);
            return;
        }
        // A plain write to an address that is not aligned is as good on every processor that .NET runs on.
        Numbers[_used++] = value;
        _count++;
    }

    /// <summary>Makes room for more exact numbers; false if there are as many as can be, and two levels now.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Enlarge(StateHeap heap)
    {
        bool staysExact = _used < MostExact;
        int sizeBytes = staysExact ? Math.Clamp(_used * 2, FirstCapacity, MostExact) * sizeof(double) : BytesFor(2);
        byte* block = heap.Allocate(sizeBytes);
        NativeMemory.Clear(block, (nuint)sizeBytes);
        new ReadOnlySpan<double>(Numbers, _used).CopyTo(new Span<double>(block + (staysExact ? 0 : HeaderBytes), _used));
        Release(heap);
        _block = Binary.At(block, sizeBytes);
        _levels = staysExact ? 1 : 2;
        if (!staysExact) Sizes[1] = (ushort)_used;
        return staysExact;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddToLevels(double value, StateHeap heap)
    {
        // The lowest level is the last.
        Numbers[_used++] = value;
        Sizes[_levels - 1]++;
        _count++;
        if (_used < Capacities[_levels]) return;
        var levels = new Levels(new Span<ushort>(Sizes, MostLevels), new Span<double>(Numbers, _used)) { Count = _levels, Used = _used };
        levels.Compress(_count, Capacities);
        _used = levels.Used;
        if (levels.Count != _levels) Resize(levels.Count, heap);
    }

    [MethodImpl(MethodImplOptions.NoInlining), SkipLocalsInit]
    private void MergeLevels(in QuantileSketch other, StateHeap heap)
    {
        Span<double> numbers = stackalloc double[2 * Capacities[MostLevels]];
        Span<ushort> sizes = stackalloc ushort[MostLevels];
        sizes.Clear();
        var both = new Levels(sizes, numbers) { Count = Math.Max(_levels, other._levels) };
        int mine = 0, theirs = 0;
        for (int level = 0; level < both.Count; level++)
        {
            both.Take(level, OfLevel(level - (both.Count - _levels), ref mine));
            both.Take(level, other.OfLevel(level - (both.Count - other._levels), ref theirs));
        }
        _count += other._count;
        both.Compress(_count, Capacities);
        if (both.Count != _levels || _block.Length != BytesFor(both.Count)) Resize(both.Count, heap);
        sizes.CopyTo(new Span<ushort>(Sizes, MostLevels));
        numbers[..both.Used].CopyTo(new Span<double>(Numbers, both.Used));
        _used = both.Used;
    }

    /// <summary>The numbers of a level, which come after those of the one before; none of a level that is not there.</summary>
    private readonly ReadOnlySpan<double> OfLevel(int level, ref int start)
    {
        if (level < 0) return [];
        int size = _levels == 1 ? _used : Sizes[level];
        start += size;
        return new ReadOnlySpan<double>(Numbers + start - size, size);
    }

    /// <summary>Moves the content to a block for another number of levels.</summary>
    private void Resize(int levels, StateHeap heap)
    {
        int sizeBytes = BytesFor(levels);
        byte* block = heap.Allocate(sizeBytes);
        NativeMemory.Clear(block, (nuint)sizeBytes);
        int kept = Math.Min(sizeBytes, _block.Length);
        new ReadOnlySpan<byte>(Address, kept).CopyTo(new Span<byte>(block, kept));
        Release(heap);
        _block = Binary.At(block, sizeBytes);
        _levels = levels;
    }

    private static void ThrowNoShare(double quantile) =>
        throw new ArgumentOutOfRangeException(nameof(quantile), $"There is no quantile {quantile}; it is a share of the values, from 0 (the least) to 1 (the greatest).");

    private static void ThrowCorrupt() => throw new InvalidDataException("A quantile sketch's levels do not add up; the block is corrupt.");
}
