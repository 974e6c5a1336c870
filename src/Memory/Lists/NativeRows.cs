using System.Runtime.CompilerServices;

namespace Millrace.Memory;

/// <summary>
/// Rows in a state heap, in the order they were added: 24 bytes that can stand in an accumulator. All zero: empty. Freed with its heap.
/// </summary>
/// <remarks>
/// Chunks of 4 rows, doubling up to 8 KiB, so that a row never moves. A copy of the value sees the rows that were there; only one of the copies
/// may go on adding. Thread: the heap's.
/// </remarks>
/// <typeparam name="T">The row.</typeparam>
public unsafe struct NativeRows<T> where T : unmanaged
{
    private const int FirstRows = 4;
    private const int MaxChunkBytes = 8 * 1024;

    private Chunk* _first;
    private Chunk* _last;
    private long _count;

    /// <summary>Number of rows.</summary>
    public readonly long Count => _count;

    /// <summary>Adds a row, whose long text is copied to the heap.</summary>
    /// <exception cref="MemoryExhaustedException">The account is used up.</exception>
    public void Add<TRecord>(in T row, StateHeap heap) where TRecord : struct, IRecord<T>
    {
        if (_last == null || _last->Count == _last->Capacity) Grow(heap);
        RowsOf(_last)[_last->Count] = TRecord.HasText ? heap.Keep<T, TRecord>(in row) : row;
        _last->Count++;
        _count++;
    }

    /// <summary>Adds all rows of another list.</summary>
    /// <exception cref="MemoryExhaustedException">The account is used up.</exception>
    public void AddAll<TRecord>(in NativeRows<T> other, StateHeap heap) where TRecord : struct, IRecord<T>
    {
        foreach (ref readonly var row in other) Add<TRecord>(in row, heap);
    }

    /// <summary>Frees the rows and their text; the list must not be used afterwards.</summary>
    public readonly void Release<TRecord>(StateHeap heap) where TRecord : struct, IRecord<T>
    {
        for (var chunk = _first; chunk != null;)
        {
            for (int i = 0; TRecord.HasText && i < chunk->Count; i++) heap.Release<T, TRecord>(in RowsOf(chunk)[i]);
            var next = chunk->Next;
            heap.Free((byte*)chunk, BytesOf(chunk->Capacity));
            chunk = next;
        }
    }

    /// <summary>Most bytes that <see cref="Move"/> takes.</summary>
    public readonly int TextBytes<TRecord>() where TRecord : struct, IRecord<T>
    {
        if (_count == 0) return 0;
        int sizeBytes = TextArea.BytesForBlock(MovedBytes(_count));
        if (TRecord.HasText)
            foreach (ref readonly var row in this) sizeBytes = checked(sizeBytes + TRecord.TextBytes(in row));
        return sizeBytes;
    }

    /// <summary>Copies the rows and their text to <paramref name="area"/>. To be read there, not added to.</summary>
    public void Move<TRecord>(ref TextArea area) where TRecord : struct, IRecord<T>
    {
        if (_count == 0 || !area.TryTake(_first, MovedBytes(_count), out byte* at)) return;
        var chunk = (Chunk*)at;
        *chunk = new Chunk { Count = (int)_count, Capacity = (int)_count };
        var rows = RowsOf(chunk);
        foreach (ref readonly var row in this) *rows++ = row;
        rows = RowsOf(chunk);
        for (int i = 0; TRecord.HasText && i < chunk->Count; i++) TRecord.MoveText(ref rows[i], ref area);
        _first = _last = chunk;
    }

    /// <summary>Follows the rows, which have moved. Throws <see cref="InvalidDataException"/> if they are not what <see cref="Move"/> wrote, inside the block.</summary>
    public void Rebase<TRecord>(in Rebase rebase) where TRecord : struct, IRecord<T>
    {
        if (_count == 0)
        {
            this = default;
            return;
        }
        if (_count is < 0 or > int.MaxValue) ThrowCorrupt();
        var chunk = (Chunk*)rebase.Apply(_first, MovedBytes(_count));
        if (chunk->Next != null || chunk->Count != _count || chunk->Capacity != _count) ThrowCorrupt();
        for (int i = 0; TRecord.HasText && i < chunk->Count; i++) TRecord.Rebase(ref RowsOf(chunk)[i], in rebase);
        _first = _last = chunk;
    }

    /// <summary>Enumerates the rows by reference, without allocating.</summary>
    public readonly Enumerator GetEnumerator() => new(_first, _count);

    private static T* RowsOf(Chunk* chunk) => (T*)(chunk + 1);

    private static int BytesOf(int rows) => sizeof(Chunk) + rows * sizeof(T);

    // All rows lie in one chunk.
    private static long MovedBytes(long rows) => sizeof(Chunk) + rows * sizeof(T);

    private static void ThrowCorrupt() => throw new InvalidDataException("A list of rows is not what was written; the block is corrupt.");

    private void Grow(StateHeap heap)
    {
        int capacity = _last == null ? FirstRows : _last->Capacity * 2;
        if (BytesOf(capacity) > MaxChunkBytes) capacity = Math.Max(_last == null ? 1 : _last->Capacity, (MaxChunkBytes - sizeof(Chunk)) / sizeof(T));
        var chunk = (Chunk*)heap.Allocate(BytesOf(capacity));
        *chunk = new Chunk { Capacity = capacity };
        if (_last == null) _first = chunk;
        else _last->Next = chunk;
        _last = chunk;
    }

    // 16 bytes, so that rows behind it are aligned.
    private struct Chunk
    {
        public Chunk* Next;
        public int Count;
        public int Capacity;
    }

    /// <summary>Goes through the rows of a list.</summary>
    public ref struct Enumerator
    {
        private byte* _chunk;
        private long _left;
        private int _at;

        internal Enumerator(void* first, long count)
        {
            _chunk = (byte*)first;
            _left = count;
            _at = -1;
        }

        /// <summary>The row.</summary>
        public readonly ref readonly T Current
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => ref RowsOf((Chunk*)_chunk)[_at];
        }

        /// <summary>Goes to the next row; false behind the last.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool MoveNext()
        {
            if (_left == 0) return false;
            _left--;
            if (++_at < ((Chunk*)_chunk)->Count) return true;
            _chunk = (byte*)((Chunk*)_chunk)->Next;
            _at = 0;
            return true;
        }
    }
}
