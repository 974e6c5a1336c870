using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Millrace.Memory;

/// <summary>
/// Approximate number of different hashes, in a state heap: 24 bytes that can stand in an accumulator and cross an exchange.
/// All zero: empty. Freed with its heap.
/// </summary>
/// <remarks>
/// <para>Up to <see cref="MostExact"/> hashes are kept as they are, in a set that starts at 32 bytes, so a small count is exact
/// and small. More become 4,096 registers of a byte each (Flajolet, Fusy, Gandouet and Meunier 2007, "HyperLogLog"): the
/// standard error is 1.04 / √4096, or 1.6 %, however many there are. The count is read from the registers by the improved raw
/// estimator of Ertl (2017, "New cardinality estimation algorithms for HyperLogLog sketches"), which needs no table of
/// corrections.</para>
/// <para>Which hashes have been added decides the content of the registers, not their order or how they were split, so the count
/// is the same at every parallelism.</para>
/// </remarks>
public unsafe struct HyperLogLog
{
    /// <summary>Counts up to this one are exact (but for equal hashes of different values).</summary>
    public const int MostExact = MostSlots - MostSlots / 4;

    private const int IndexBits = 12;
    private const int Registers = 1 << IndexBits;
    // Leading zeros of the bits that do not choose the register, plus one; 0: nothing yet.
    private const int MostRank = 64 - IndexBits + 1;
    private const int FirstSlots = 4;
    private const int MostSlots = 256;

    // The set or the registers, whichever has that length; its address is not aligned once it has moved.
    private Binary _block;
    private int _count;

    /// <summary>Bytes outside the value.</summary>
    public readonly int SizeBytes => _block.Length;

    /// <summary>The count, as exact as it can be.</summary>
    public readonly long Count => IsDense ? Estimate() : _count;

    /// <summary>Adds the key hash of a value. Throws <see cref="MemoryExhaustedException"/> if there is no memory to grow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ulong hash, StateHeap heap) => AddMixed(Mix(hash), heap);

    /// <summary>Adds what another one has counted. Throws <see cref="MemoryExhaustedException"/> if there is no memory to grow.</summary>
    public void UnionWith(in HyperLogLog other, StateHeap heap)
    {
        if (_block.IsEmpty)
        {
            // As every first part of a key behind an exchange.
            if (!other._block.IsEmpty) CopyOf(in other, heap);
            return;
        }
        if (!other.IsDense)
        {
            ulong* hashes = other.Hashes;
            int slots = other.Slots;
            for (int i = 0; i < slots; i++)
                if (hashes[i] is var hash and not 0) AddMixed(hash, heap);
            return;
        }
        if (!IsDense) BecomeDense(heap);
        Span<byte> mine = new(Address, Registers);
        ReadOnlySpan<byte> theirs = new(other.Address, Registers);
        for (int i = 0; i < Registers; i += Vector<byte>.Count)
            Vector.Max(new Vector<byte>(mine[i..]), new Vector<byte>(theirs[i..])).CopyTo(mine[i..]);
    }

    /// <summary>Copies the content to <paramref name="area"/>.</summary>
    public void Move(ref TextArea area)
    {
        if (!_block.IsEmpty) _block = area.Move(_block);
    }

    /// <summary>Follows the content, which has moved. Throws <see cref="InvalidDataException"/> if it is not what <see cref="Move"/> wrote, inside the block.</summary>
    public void Rebase(in Rebase rebase)
    {
        if (_block.IsEmpty) return;
        int length = _block.Length;
        bool isSet = BitOperations.IsPow2(length) && length % sizeof(ulong) == 0 && Slots is >= FirstSlots and <= MostSlots;
        if (!isSet && !IsDense) ThrowCorrupt();
        _block = rebase.ApplyChanged(_block);
        if (IsDense) return;
        // A set without free slots would be searched for ever.
        int count = 0, slots = Slots;
        for (int i = 0; i < slots; i++) count += Hashes[i] != 0 ? 1 : 0;
        if (count != _count || count > slots - slots / 4) ThrowCorrupt();
    }

    /// <summary>Frees what is kept outside the value, which must not be used afterwards.</summary>
    public readonly void Release(StateHeap heap)
    {
        if (!_block.IsEmpty) heap.Free(Address, _block.Length);
    }

    private readonly bool IsDense => _block.Length == Registers;

    private readonly int Slots => _block.Length / sizeof(ulong);

    private readonly byte* Address => (byte*)_block.AsText().Tail;

    // A plain read of an address that is not aligned is as good on every processor that .NET runs on.
    private readonly ulong* Hashes => (ulong*)Address;

    /// <summary>
    /// The finalizer of MurmurHash3 (Austin Appleby, public domain). Key hashes of an arithmetic progression (identifiers, times) form a
    /// lattice, which tables do not mind, but the estimate was off by half with them. Never zero, which marks a free slot.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        hash ^= hash >> 33;
        return hash == 0 ? 1 : hash;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddMixed(ulong hash, StateHeap heap)
    {
        if (IsDense) Raise(hash);
        else AddExact(hash, heap);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Raise(ulong hash)
    {
        ref byte register = ref Address[hash >> (64 - IndexBits)];
        // The bit behind the last stops the count of zeros.
        int rank = BitOperations.LeadingZeroCount((hash << IndexBits) | (1UL << (IndexBits - 1))) + 1;
        if (rank > register) register = (byte)rank;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddExact(ulong hash, StateHeap heap)
    {
        if (_block.IsEmpty) Resize(FirstSlots * sizeof(ulong), heap);
        int slots = Slots;
        ulong* slot = Find(Hashes, slots - 1, hash);
        if (*slot == hash) return;
        if (_count < slots - slots / 4)
        {
            *slot = hash;
            _count++;
            return;
        }
        if (slots == MostSlots) BecomeDense(heap);
        else Resize(_block.Length * 2, heap);
        AddMixed(hash, heap);
    }

    /// <summary>Where a hash is, or the free slot that it belongs to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong* Find(ulong* hashes, int mask, ulong hash)
    {
        int slot = (int)hash & mask;
        while (hashes[slot] is var found && found != 0 && found != hash) slot = (slot + 1) & mask;
        return hashes + slot;
    }

    private void Resize(int sizeBytes, StateHeap heap)
    {
        var old = this;
        Allocate(sizeBytes, heap);
        ulong* from = old.Hashes, to = Hashes;
        int slots = old.Slots, mask = Slots - 1;
        for (int i = 0; i < slots; i++)
            if (from[i] is var hash and not 0) *Find(to, mask, hash) = hash;
        old.Release(heap);
    }

    private void BecomeDense(StateHeap heap)
    {
        var old = this;
        Allocate(Registers, heap);
        _count = 0;
        ulong* from = old.Hashes;
        int slots = old.Slots;
        for (int i = 0; i < slots; i++)
            if (from[i] is var hash and not 0) Raise(hash);
        old.Release(heap);
    }

    private void CopyOf(in HyperLogLog other, StateHeap heap)
    {
        byte* block = heap.Allocate(other._block.Length);
        other._block.Span.CopyTo(new Span<byte>(block, other._block.Length));
        _block = Binary.At(block, other._block.Length);
        _count = other._count;
    }

    private static void ThrowCorrupt() => throw new InvalidDataException("A distinct count's content is not a set of hashes; the block is corrupt.");

    private void Allocate(int sizeBytes, StateHeap heap)
    {
        byte* block = heap.Allocate(sizeBytes);
        NativeMemory.Clear(block, (nuint)sizeBytes);
        _block = Binary.At(block, sizeBytes);
    }

    private readonly long Estimate()
    {
        Span<int> ranks = stackalloc int[MostRank + 1];
        ranks.Clear();
        foreach (int rank in new ReadOnlySpan<byte>(Address, Registers)) ranks[Math.Min(rank, MostRank)]++;
        double sum = Registers * Tau(1 - (double)ranks[MostRank] / Registers);
        for (int rank = MostRank - 1; rank > 0; rank--) sum = (sum + ranks[rank]) / 2;
        sum += Registers * Sigma((double)ranks[0] / Registers);
        return (long)Math.Round(Registers / (2 * Math.Log(2)) * Registers / sum);
    }

    /// <summary>Σ x^(2^k) · 2^(k−1): what registers that are still empty add.</summary>
    private static double Sigma(double x)
    {
        if (x == 1) return double.PositiveInfinity;
        double sum = x, before, weight = 1;
        do
        {
            x *= x;
            before = sum;
            sum += x * weight;
            weight += weight;
        }
        while (sum != before);
        return sum;
    }

    /// <summary>⅓ (1 − x − Σ (1 − x^(2^−k))² · 2^−k): what registers at the highest rank add.</summary>
    private static double Tau(double x)
    {
        if (x is 0 or 1) return 0;
        double sum = 1 - x, before, weight = 1;
        do
        {
            x = Math.Sqrt(x);
            before = sum;
            weight /= 2;
            sum -= (1 - x) * (1 - x) * weight;
        }
        while (sum != before);
        return sum / 3;
    }
}
