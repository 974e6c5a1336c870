using System.Numerics;
using System.Runtime.CompilerServices;

namespace Millrace.Memory;

/// <summary>
/// Variable-size memory for state (text of keys and accumulators, lists, sets) drawn from an account. Thread: its operator's.
/// </summary>
/// <remarks>
/// <para>New memory is cut from the end of the current segment; segments start at 256 B and double, so that a pane with a few
/// keys stays small. Freed memory goes to a list per size class (16-byte steps to 128 B, then four per doubling: at most a
/// quarter is lost to rounding). Anything above 8 KiB gets a block of its own, which goes back to the account when freed.</para>
/// <para>There is no compaction. A pane has a heap of its own, freed whole, and holds no garbage to speak of; a long-lived
/// heap reuses freed memory of the same class. Moving live entries would mean finding every pointer to them, and a checkpoint
/// relies on entries not moving.</para>
/// </remarks>
public sealed unsafe class StateHeap : IDisposable
{
    private const int Granule = 16;
    private const int FirstSegmentBytes = Segment.MinBytes;
    private const int LargestShared = 8 * 1024;
    // Eight classes up to 128 B, four for each of the six doublings up to 8 KiB.
    private const int ClassCount = 8 + 4 * 6;

    private readonly nint[] _free = new nint[ClassCount];
    private readonly List<Segment> _large = [];
    private Segment? _segments;
    private byte* _at;
    private byte* _end;

    /// <summary>An empty heap; it rents when something is first allocated.</summary>
    /// <param name="account">The account to draw on.</param>
    public StateHeap(MemoryAccount account) => Account = account;

    /// <summary>The account that the heap draws on.</summary>
    public MemoryAccount Account { get; }

    /// <summary>Bytes allocated and not freed, after rounding up to size classes.</summary>
    public long AllocatedBytes { get; private set; }

    /// <summary>Bytes rented from the account.</summary>
    public long RentedBytes { get; private set; }

    /// <summary>
    /// Memory of at least <paramref name="sizeBytes"/>, aligned to 16 bytes, with any content. It stays where it is until
    /// <see cref="Free"/> or <see cref="Clear"/>.
    /// </summary>
    /// <exception cref="MemoryExhaustedException">The account is used up.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Allocate(int sizeBytes)
    {
        if ((uint)(sizeBytes - 1) >= LargestShared) return AllocateUnusual(sizeBytes);
        int index = ClassOf(sizeBytes);
        int blockBytes = SizeOf(index);
        AllocatedBytes += blockBytes;
        byte* block = (byte*)_free[index];
        if (block != null)
        {
            _free[index] = *(nint*)block;
            return block;
        }
        block = _at;
        if (blockBytes <= _end - block)
        {
            _at = block + blockBytes;
            return block;
        }
        return AllocateFromNewSegment(blockBytes);
    }

    /// <summary>Memory for a value, all zero; it stays where it is until <see cref="Clear"/>.</summary>
    /// <exception cref="MemoryExhaustedException">The account is used up.</exception>
    public ref T Allocate<T>() where T : unmanaged
    {
        var value = (T*)Allocate(sizeof(T));
        *value = default;
        return ref *value;
    }

    /// <summary>Takes memory back for reuse.</summary>
    /// <param name="block">What <see cref="Allocate"/> returned.</param>
    /// <param name="sizeBytes">The size it was asked for.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Free(byte* block, int sizeBytes)
    {
        if ((uint)(sizeBytes - 1) >= LargestShared)
        {
            FreeUnusual(block, sizeBytes);
            return;
        }
        int index = ClassOf(sizeBytes);
        AllocatedBytes -= SizeOf(index);
#if DEBUG
        new Span<byte>(block, SizeOf(index)).Fill(Segment.PoisonByte);
#endif
        *(nint*)block = _free[index];
        _free[index] = (nint)block;
    }

    /// <summary>Copies a row's long text into the heap; the result stays valid until <see cref="Release"/> or <see cref="Clear"/>.</summary>
    /// <exception cref="MemoryExhaustedException">The account is used up.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Keep<T, TRecord>(in T row) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        if (!TRecord.HasText) return row;
        int textBytes = TRecord.TextBytes(in row);
        if (textBytes == 0) return row;
        T kept = row;
        var area = new TextArea(Allocate(textBytes), textBytes);
        TRecord.MoveText(ref kept, ref area);
        return kept;
    }

    /// <summary>Frees the text of a row that <see cref="Keep"/> returned.</summary>
    public void Release<T, TRecord>(in T kept) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        byte* text = TextOf<T, TRecord>(in kept, out int textBytes);
        if (text != null) Free(text, textBytes);
    }

    /// <summary>The block of text of a row that <see cref="Keep"/> returned; null if it has none.</summary>
    internal static byte* TextOf<T, TRecord>(in T kept, out int sizeBytes) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        sizeBytes = TRecord.HasText ? TRecord.TextBytes(in kept) : 0;
        if (sizeBytes == 0) return null;
        // Keep puts a row's text into one block; the first text that MoveText comes to lies at its start.
        T copy = kept;
        var area = TextArea.Finder();
        TRecord.MoveText(ref copy, ref area);
        return area.First;
    }

    /// <summary>Keeps a row in place of one kept before, whose text it may share.</summary>
    /// <exception cref="MemoryExhaustedException">The account is used up; the row kept before is untouched.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Replace<T, TRecord>(ref T kept, in T row) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        if (TRecord.HasText)
        {
            T copy = Keep<T, TRecord>(in row);
            Release<T, TRecord>(in kept);
            kept = copy;
        }
        else
        {
            kept = row;
        }
    }

    /// <summary>Frees everything at once and returns all segments to the account. The heap can be used again.</summary>
    public void Clear()
    {
        while (_segments is { } segment)
        {
            _segments = segment.Next;
            segment.Next = null;
            Account.Return(segment);
        }
        foreach (Segment segment in _large) Account.Return(segment);
        _large.Clear();
        Array.Clear(_free);
        _at = _end = null;
        AllocatedBytes = RentedBytes = 0;
    }

    /// <inheritdoc cref="Clear"/>
    public void Dispose() => Clear();

    private static int ClassOf(int sizeBytes)
    {
        uint last = (uint)(sizeBytes - 1);
        if (last < 128) return (int)(last / Granule);
        // Above: the two bits below the highest choose a quarter of the doubling.
        int log = BitOperations.Log2(last);
        return 8 + (log - 7) * 4 + (int)((last >> (log - 2)) & 3);
    }

    private static int SizeOf(int index)
    {
        if (index < 8) return (index + 1) * Granule;
        int log = 7 + (index - 8) / 4;
        return (1 << log) + ((((index - 8) & 3) + 1) << (log - 2));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private byte* AllocateFromNewSegment(int blockBytes)
    {
        int sizeBytes = (int)Math.Clamp(RentedBytes, FirstSegmentBytes, Segment.StandardBytes);
        while (sizeBytes < blockBytes) sizeBytes *= 2;
        if (!Account.TryRent(sizeBytes, out Segment segment) && !Account.TryRent(blockBytes, out segment))
        {
            AllocatedBytes -= blockBytes;
            Account.ThrowExhausted(blockBytes);
        }
        KeepRest();
        RentedBytes += segment.SizeBytes;
        segment.Next = _segments;
        _segments = segment;
        _at = segment.Address + blockBytes;
        _end = segment.Address + segment.SizeBytes;
        return segment.Address;
    }

    /// <summary>Gives the end of the current segment to the free lists.</summary>
    private void KeepRest()
    {
        while (_end - _at >= Granule)
        {
            int rest = (int)Math.Min(_end - _at, LargestShared);
            int index = ClassOf(rest);
            if (SizeOf(index) > rest) index--;
            *(nint*)_at = _free[index];
            _free[index] = (nint)_at;
            _at += SizeOf(index);
        }
    }

    /// <summary>Large memory starts with its index in the list of large segments; empty memory is nowhere.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private byte* AllocateUnusual(int sizeBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeBytes);
        if (sizeBytes == 0) return null;
        if (sizeBytes > Segment.MaxRowBytes - Granule) ThrowTooLarge(sizeBytes);
        Segment segment = Account.Rent(sizeBytes + Granule);
        RentedBytes += segment.SizeBytes;
        AllocatedBytes += segment.SizeBytes;
        *(int*)segment.Address = _large.Count;
        _large.Add(segment);
        return segment.Address + Granule;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FreeUnusual(byte* block, int sizeBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeBytes);
        if (block == null) return;
        int index = *(int*)(block - Granule);
        Segment segment = _large[index];
        Segment last = _large[^1];
        _large[index] = last;
        *(int*)last.Address = index;
        _large.RemoveAt(_large.Count - 1);
        RentedBytes -= segment.SizeBytes;
        AllocatedBytes -= segment.SizeBytes;
        Account.Return(segment);
    }

    private void ThrowTooLarge(int sizeBytes) => throw new MemoryExhaustedException(
        $"The state of '{Account.Name}' needs one block of {MemoryBudget.Text(sizeBytes)}; the largest is {MemoryBudget.Text(Segment.MaxRowBytes)}. Keep shorter text or lists.")
    { AccountName = Account.Name };
}
