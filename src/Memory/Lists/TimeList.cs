using System.Runtime.CompilerServices;

namespace Millrace.Memory;

/// <summary>
/// Elements in order of time, those of the same time in the order in which they came. A value that may lie in a table; its elements are
/// kept in a <see cref="StateHeap"/>, which every call that changes it is given. Thread: its operator's.
/// </summary>
/// <remarks>
/// <para>Elements lie in chunks of up to 4 KB, found through a sorted directory once there is more than one. Adding at the end and removing at the
/// front cost a constant; adding elsewhere moves at most a chunk and now and then a part of the directory (16 bytes per chunk); finding a time is
/// two binary searches.</para>
/// <para>A list of a few elements is one small chunk, which doubles.</para>
/// </remarks>
/// <typeparam name="T">What is kept with each time.</typeparam>
public unsafe struct TimeList<T> where T : unmanaged
{
    private const int MostChunkBytes = 4096;
    private const int FirstCapacity = 2;
    private const int FirstDirectory = 4;

    // The only chunk, or the directory.
    private byte* _root;
    // Entries of the directory; 0 if there is none.
    private int _directoryCapacity;
    // First directory entry in use.
    private int _first;
    private int _chunks;
    private int _count;

    // Rows of a kilobyte and more are kept in blocks of their own.
    private static int MostInChunk => Math.Max((MostChunkBytes - sizeof(TimeChunk<T>)) / sizeof(TimeSlot<T>), 4);

    /// <summary>Number of elements.</summary>
    public readonly int Count => _count;

    /// <summary>True if there are no elements.</summary>
    public readonly bool IsEmpty => _chunks == 0;

    /// <summary>Number of chunks; see <see cref="Elements"/>.</summary>
    public readonly int ChunkCount => _chunks;

    /// <summary>The first element; the list must not be empty.</summary>
    public readonly ref TimeSlot<T> First
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var chunk = ChunkAt(0);
            return ref *SlotAt(chunk, chunk->Start);
        }
    }

    /// <summary>The last element; the list must not be empty.</summary>
    public readonly ref TimeSlot<T> Last
    {
        get
        {
            var chunk = ChunkAt(_chunks - 1);
            return ref *SlotAt(chunk, chunk->End - 1);
        }
    }

    /// <summary>The elements of a chunk, in order. Valid until the list changes.</summary>
    /// <param name="chunk">From 0 to <see cref="ChunkCount"/> - 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Span<TimeSlot<T>> Elements(int chunk)
    {
        var at = ChunkAt(chunk);
        return new Span<TimeSlot<T>>(SlotAt(at, at->Start), at->End - at->Start);
    }

    /// <summary>Where the elements at or after <paramref name="time"/> begin.</summary>
    public readonly TimeListPosition LowerBound(long time)
    {
        if (_chunks == 0) return default;
        int chunk = ChunkBefore(time);
        var elements = Elements(chunk);
        int low = 0, high = elements.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (elements[middle].Time < time) low = middle + 1;
            else high = middle;
        }
        return low < elements.Length ? new TimeListPosition(chunk, low) : new TimeListPosition(chunk + 1, 0);
    }

    /// <summary>The position behind one that an element is at.</summary>
    public readonly TimeListPosition Next(TimeListPosition position) =>
        position.Index + 1 < Elements(position.Chunk).Length ? position with { Index = position.Index + 1 } : new TimeListPosition(position.Chunk + 1, 0);

    /// <summary>Adds an element behind those of its time.</summary>
    /// <exception cref="MemoryExhaustedException">The heap's account is used up; the list is as it was.</exception>
    public void Add(long time, in T value, StateHeap heap)
    {
        if (_chunks == 0)
        {
            _root = (byte*)TimeChunk<T>.New(FirstCapacity, heap);
            _chunks = 1;
        }
        int index = _chunks - 1;
        var chunk = ChunkAt(index);
        // Most come at the end.
        if (index > 0 && time < SlotAt(chunk, chunk->Start)->Time)
        {
            index = ChunkOf(time);
            chunk = ChunkAt(index);
        }
        int at = TimeChunk<T>.UpperBound(chunk, time);
        if (chunk->End == chunk->Capacity && chunk->Start < Math.Max(chunk->Capacity / 2, 1)) chunk = MakeRoom(ref index, ref at, heap);
        var slot = TimeChunk<T>.Open(chunk, at);
        slot->Time = time;
        slot->Value = value;
        _count++;
        if (_directoryCapacity != 0 && slot == SlotAt(chunk, chunk->Start)) Directory[_first + index].FirstTime = time;
    }

    /// <summary>Removes the first element; the list must not be empty.</summary>
    public void RemoveFirst(StateHeap heap)
    {
        var chunk = ChunkAt(0);
        _count--;
        if (++chunk->Start < chunk->End) return;
        heap.Free((byte*)chunk, TimeChunk<T>.SizeOf(chunk->Capacity));
        _first++;
        _chunks--;
        if (_directoryCapacity == 0) this = default;
        else if (_chunks == 1)
        {
            // Back to a single chunk, which needs no directory.
            byte* last = (byte*)Directory[_first].Chunk;
            heap.Free(_root, _directoryCapacity * sizeof(Entry));
            this = new TimeList<T> { _root = last, _chunks = 1, _count = _count };
        }
    }

    /// <summary>Removes all elements.</summary>
    public void Clear(StateHeap heap)
    {
        for (int i = 0; i < _chunks; i++) heap.Free((byte*)ChunkAt(i), TimeChunk<T>.SizeOf(ChunkAt(i)->Capacity));
        if (_directoryCapacity != 0) heap.Free(_root, _directoryCapacity * sizeof(Entry));
        this = default;
    }

    private readonly Entry* Directory => (Entry*)_root;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly TimeChunk<T>* ChunkAt(int index) => _directoryCapacity == 0 ? (TimeChunk<T>*)_root : Directory[_first + index].Chunk;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TimeSlot<T>* SlotAt(TimeChunk<T>* chunk, int index) => TimeChunk<T>.SlotAt(chunk, index);

    /// <summary>The chunk in which the elements at or after a time begin: the last that begins before it, or the first.</summary>
    private readonly int ChunkBefore(long time)
    {
        int low = 0, high = _chunks;
        while (high - low > 1)
        {
            int middle = (low + high) >>> 1;
            if (Directory[_first + middle].FirstTime < time) low = middle;
            else high = middle;
        }
        return low;
    }

    /// <summary>The chunk that an element of a time is added to: the last that begins at or before it, or the first.</summary>
    private readonly int ChunkOf(long time)
    {
        int low = 0, high = _chunks;
        while (high - low > 1)
        {
            int middle = (low + high) >>> 1;
            if (Directory[_first + middle].FirstTime <= time) low = middle;
            else high = middle;
        }
        return low;
    }

    /// <summary>A larger chunk in place of a full one, or a second one beside it. Returns the one to add to.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private TimeChunk<T>* MakeRoom(ref int index, ref int at, StateHeap heap)
    {
        var full = ChunkAt(index);
        int count = full->End - full->Start;
        if (full->Capacity < MostInChunk)
        {
            var larger = TimeChunk<T>.New(Math.Min(2 * full->Capacity, MostInChunk), heap);
            TimeChunk<T>.Move(SlotAt(full, full->Start), SlotAt(larger, 0), count);
            larger->End = count;
            at -= full->Start;
            heap.Free((byte*)full, TimeChunk<T>.SizeOf(full->Capacity));
            if (_directoryCapacity == 0) _root = (byte*)larger;
            else Directory[_first + index].Chunk = larger;
            return larger;
        }
        var second = TimeChunk<T>.New(MostInChunk, heap);
        try
        {
            OpenEntry(index + 1, heap);
        }
        catch (MemoryExhaustedException)
        {
            heap.Free((byte*)second, TimeChunk<T>.SizeOf(MostInChunk));
            throw;
        }
        // At the end of all, chunks stay full; elsewhere both get a half.
        int kept = index == _chunks - 2 && at == full->End ? count : count / 2;
        TimeChunk<T>.Move(SlotAt(full, full->Start + kept), SlotAt(second, 0), count - kept);
        second->End = count - kept;
        full->End = full->Start + kept;
        Directory[_first + index + 1] = new Entry { Chunk = second, FirstTime = second->End > 0 ? SlotAt(second, 0)->Time : long.MaxValue };
        if (at <= full->End && kept < count) return full;
        at -= full->End;
        index++;
        return second;
    }

    /// <summary>Makes room for a directory entry; makes the directory if there is none.</summary>
    private void OpenEntry(int index, StateHeap heap)
    {
        if (_directoryCapacity == 0)
        {
            var only = (TimeChunk<T>*)_root;
            var directory = (Entry*)heap.Allocate(FirstDirectory * sizeof(Entry));
            directory[0] = new Entry { Chunk = only, FirstTime = SlotAt(only, only->Start)->Time };
            _root = (byte*)directory;
            _directoryCapacity = FirstDirectory;
            _first = 0;
        }
        else if (_first + _chunks == _directoryCapacity)
        {
            if (_first >= _directoryCapacity / 2)
            {
                MoveEntries(Directory + _first, Directory, _chunks);
            }
            else
            {
                var larger = (Entry*)heap.Allocate(checked(2 * _directoryCapacity * sizeof(Entry)));
                MoveEntries(Directory + _first, larger, _chunks);
                heap.Free(_root, _directoryCapacity * sizeof(Entry));
                _root = (byte*)larger;
                _directoryCapacity *= 2;
            }
            _first = 0;
        }
        MoveEntries(Directory + _first + index, Directory + _first + index + 1, _chunks - index);
        _chunks++;
    }

    private static void MoveEntries(Entry* from, Entry* to, int count)
    {
        long bytes = (long)count * sizeof(Entry);
        Buffer.MemoryCopy(from, to, bytes, bytes);
    }

    private struct Entry
    {
        public TimeChunk<T>* Chunk;
        // At or before that of its first element: not raised when elements leave the front.
        public long FirstTime;
    }
}
