using System.Numerics;

namespace Millrace.Memory;

/// <summary>
/// The memory behind a budget: slabs carved into standard segments, standard segments carved into smaller blocks, and
/// larger blocks of their own. Grows on demand; knows nothing of limits. Thread: any.
/// </summary>
/// <remarks>
/// All sizes are powers of two from 256 B to 64 MiB, one <see cref="SizeClass"/> each. Accounts count bytes rented, so what is
/// rented never exceeds the budget. Free blocks of a size nobody wants at the moment come on top; before growing beyond the
/// budget the pool makes whole segments of them again, or gives them back to the system.
/// </remarks>
internal sealed unsafe class SegmentPool
{
    private const int MinShift = 8;
    private const int StandardShift = 15;
    private const int MaxShift = 26;
    private const int LargeSlabBytes = 2 * 1024 * 1024;

    private readonly Lock _growing = new();
    private readonly SizeClass[] _classes = new SizeClass[MaxShift - MinShift + 1];
    private readonly List<(nint Address, int SizeBytes)> _slabs = [];
    // Objects whose blocks went back; their ids are used again.
    private readonly Stack<Segment> _detached = [];
    private readonly long _totalBytes;
    private readonly int _slabBytes;
    private Segment[] _table = new Segment[64];
    private int _count;
    private long _committedBytes;
    private bool _freed;

    public SegmentPool(long totalBytes)
    {
        _totalBytes = totalBytes;
        _slabBytes = totalBytes >= 8L * LargeSlabBytes ? LargeSlabBytes : 8 * Segment.StandardBytes;
        for (int i = 0; i < _classes.Length; i++) _classes[i] = new SizeClass(this);
    }

    /// <summary>Native memory held, free or rented.</summary>
    public long CommittedBytes => Volatile.Read(ref _committedBytes);

    /// <summary>The size of block that <paramref name="sizeBytes"/> bytes are served from.</summary>
    public static int BlockBytes(int sizeBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sizeBytes, Segment.MaxRowBytes);
        return sizeBytes <= Segment.MinBytes ? Segment.MinBytes : (int)BitOperations.RoundUpToPowerOf2((uint)sizeBytes);
    }

    /// <summary>A free block of exactly this size, which <see cref="BlockBytes"/> has rounded.</summary>
    public Segment Take(int blockBytes) => ClassOf(blockBytes).TryTake() ?? Grow(blockBytes);

    /// <summary>Takes a block back.</summary>
    public void Add(Segment segment) => ClassOf(segment.SizeBytes).Add(segment);

    public Segment ById(int id) => Volatile.Read(ref _table)[id];

    /// <summary>Every segment rented now.</summary>
    public List<Segment> Rented()
    {
        lock (_growing)
            return [.. _table.Take(_count).Where(segment => segment.IsRented)];
    }

    /// <summary>Gives all memory back to the system; nothing may be rented.</summary>
    public void Free()
    {
        lock (_growing)
        {
            if (_freed) return;
            _freed = true;
            for (int shift = StandardShift + 1; shift <= MaxShift; shift++) FreeLarge(_classes[shift - MinShift]);
            foreach (var (address, sizeBytes) in _slabs) NativeBlocks.Return((void*)address, sizeBytes);
            _slabs.Clear();
            _committedBytes = 0;
        }
    }

    private SizeClass ClassOf(int blockBytes) => _classes[BitOperations.Log2((uint)blockBytes) - MinShift];

    private Segment Grow(int blockBytes)
    {
        lock (_growing)
        {
            ObjectDisposedException.ThrowIf(_freed, typeof(MemoryBudget));
            SizeClass free = ClassOf(blockBytes);
            if (free.TryTake() is { } segment) return segment;
            if (_committedBytes + Math.Max(blockBytes, _slabBytes) > _totalBytes)
            {
                Reclaim();
                if (free.TryTake() is { } reclaimed) return reclaimed;
            }
            if (blockBytes > Segment.StandardBytes) return NewLarge(blockBytes);
            if (blockBytes < Segment.StandardBytes) return Carve(ClassOf(Segment.StandardBytes).TryTake() ?? NewSlab(), blockBytes, free);
            return NewSlab();
        }
    }

    private Segment NewSlab()
    {
        byte* slab = AllocateSlab(_slabBytes);
        SizeClass standard = ClassOf(Segment.StandardBytes);
        for (int offset = _slabBytes - Segment.StandardBytes; offset > 0; offset -= Segment.StandardBytes)
            standard.Push(NewSegment(slab + offset, Segment.StandardBytes, null));
        return NewSegment(slab, Segment.StandardBytes, null);
    }

    private byte* AllocateSlab(int sizeBytes)
    {
        byte* slab = NativeBlocks.Rent(sizeBytes);
        _slabs.Add(((nint)slab, sizeBytes));
        _committedBytes += sizeBytes;
        return slab;
    }

    private Segment Carve(Segment parent, int blockBytes, SizeClass free)
    {
        for (int offset = Segment.StandardBytes - blockBytes; offset > 0; offset -= blockBytes)
            free.Push(NewSegment(parent.Address + offset, blockBytes, parent));
        return NewSegment(parent.Address, blockBytes, parent);
    }

    private Segment NewLarge(int blockBytes)
    {
        byte* block = NativeBlocks.Rent(blockBytes);
        _committedBytes += blockBytes;
        return NewSegment(block, blockBytes, null);
    }

    private Segment NewSegment(byte* address, int sizeBytes, Segment? parent)
    {
        if (!_detached.TryPop(out var segment))
        {
            if (_count == _table.Length)
            {
                var larger = new Segment[_count * 2];
                _table.CopyTo(larger, 0);
                Volatile.Write(ref _table, larger);
            }
            segment = new Segment(_count);
            _table[_count++] = segment;
        }
        segment.Attach(address, sizeBytes, parent);
        return segment;
    }

    /// <summary>Frees large blocks and makes whole again what was carved, as far as all parts are free.</summary>
    private void Reclaim()
    {
        for (int shift = StandardShift + 1; shift <= MaxShift; shift++) FreeLarge(_classes[shift - MinShift]);
        for (int shift = MinShift; shift < StandardShift; shift++) Rejoin(_classes[shift - MinShift], Segment.StandardBytes >> shift);
    }

    private void Rejoin(SizeClass small, int blocksPerSegment)
    {
        List<Segment> free = [];
        HashSet<Segment> parents = [];
        while (small.TryTake() is { } block)
        {
            free.Add(block);
            parents.Add(block.Parent!);
            block.Parent!.FreeChildren++;
        }
        foreach (Segment block in free)
        {
            if (block.Parent!.FreeChildren == blocksPerSegment) Detach(block);
            else small.Push(block);
        }
        foreach (Segment parent in parents)
        {
            if (parent.FreeChildren == blocksPerSegment) ClassOf(Segment.StandardBytes).Push(parent);
            parent.FreeChildren = 0;
        }
    }

    private void Detach(Segment block)
    {
        block.Detach();
        _detached.Push(block);
    }

    private void FreeLarge(SizeClass large)
    {
        while (large.TryTake() is { } block)
        {
            NativeBlocks.Return(block.Address, block.SizeBytes);
            _committedBytes -= block.SizeBytes;
            Detach(block);
        }
    }
}
