using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Millrace.Memory;

/// <summary>
/// A hash table from keys to values in segment memory: pages behind a directory, linear probing within a page.
/// Thread: its owner's, one at a time.
/// </summary>
/// <remarks>
/// <para>The top bits of the hash choose a page through the directory (extendible hashing), the low half of the hash a slot. A byte
/// per slot holds seven more bits, and sixteen of them are compared at once, so that a search rarely looks at a wrong key and
/// hardly ever depends on a branch that cannot be foreseen.</para>
/// <para>A table starts as one small page; a page that has reached its full size splits in two when three quarters full. So growth
/// moves about a thousand entries at a time (some 10 µs), however large the table is.</para>
/// <para>The key hash is the same everywhere, so every table mixes it with its own salt: without that, merging one table
/// into another in slot order would fill the target from one end, and probing would go quadratic.</para>
/// </remarks>
/// <typeparam name="TKey">The key; its long text is kept in the heap.</typeparam>
/// <typeparam name="TKeyRecord">How to hash and compare keys.</typeparam>
/// <typeparam name="TValue">The value; zero when its key is new.</typeparam>
public sealed unsafe class KeyedTable<TKey, TKeyRecord, TValue> : IDisposable
    where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey> where TValue : unmanaged
{
    private const int LeastSlots = 4;
    // Of one entry: the CPU itself goes on with what is longer.
    private const int MostPrefetchedBytes = 256;
    private const int MostTimesHardlyUsed = 4;

    private readonly StateHeap _heap;
    private TableDirectory _directory;
    private int _timesHardlyUsed;

    /// <summary>An empty table that draws pages from <paramref name="account"/> and keeps the keys' long text in <paramref name="heap"/>.</summary>
    /// <param name="account">Where pages come from.</param>
    /// <param name="heap">Where long text of keys is kept. Not owned.</param>
    /// <param name="salt">Any number; tables that are merged into one another have different ones.</param>
    /// <exception cref="NotSupportedException">Key and value are too large for a page.</exception>
    public KeyedTable(MemoryAccount account, StateHeap heap, uint salt)
    {
        if (new TableLayout(Segment.StandardBytes, sizeof(TableEntry<TKey, TValue>)).Slots < LeastSlots)
            throw new NotSupportedException($"A key of {sizeof(TKey)} bytes with {sizeof(TValue)} bytes of state does not fit a page {LeastSlots} times; keep less per key.");
        _heap = heap;
        _directory = new TableDirectory(account, salt, sizeof(TableEntry<TKey, TValue>), LeastSlots);
    }

    /// <summary>Number of keys.</summary>
    public long Count => _directory.Count;

    /// <summary>Bytes of pages held.</summary>
    public long SizeBytes => _directory.SizeBytes;

    /// <summary>If not 0, stamped on every entry that <see cref="GetOrAdd"/> adds or finds. To be set before the first key comes.</summary>
    public uint Epoch { get; set; }

    /// <summary>Asks the CPU to load what a search for <paramref name="hash"/> will look at. Changes nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ulong hash)
    {
        if (!Sse.IsSupported) return;
        ulong mixed = _directory.Mix(hash);
        ref var page = ref _directory.For(mixed);
        int home = TableLayout.Home(mixed, _directory.Layout.Slots);
        var entry = EntryAt(page.Entries, home);
        Sse.Prefetch0(page.Tags + home);
        Sse.Prefetch0(entry);
        // An entry is at its home or a few slots behind it, in the next cache lines (measured at 2.4 M keys of 16 bytes a window:
        // one line more than two makes the window 1.2 times as fast).
        Sse.Prefetch0((byte*)entry + 64);
        Sse.Prefetch0((byte*)entry + 128);
    }

    /// <summary>
    /// Asks the CPU to load what searches will look at, in a table far larger than the cache. Changes nothing.
    /// </summary>
    /// <remarks>
    /// In two passes, since the tags tell which entry it is: one where that is likely, and the lines behind, misses a new key's place in a
    /// page that is filling up, and 16 tags cross a line one time in four. At a latency of 270 ns (a virtual machine), a miss that
    /// is waited for costs as much as ten that are under way together.
    /// </remarks>
    /// <param name="hashes">Hashes of keys.</param>
    /// <param name="toRemove">True if they will be removed, which looks at the entry behind as well.</param>
    public void Prefetch(ReadOnlySpan<ulong> hashes, bool toRemove = false)
    {
        if (!Sse.IsSupported) return;
        int last = Math.Min((toRemove ? 2 : 1) * sizeof(TableEntry<TKey, TValue>), MostPrefetchedBytes) - 1;
        int slots = _directory.Layout.Slots;
        foreach (ulong hash in hashes)
        {
            ulong mixed = _directory.Mix(hash);
            byte* tags = _directory.For(mixed).Tags + TableLayout.Home(mixed, slots);
            Sse.Prefetch0(tags);
            Sse.Prefetch0(tags + TableLayout.GroupSlots - 1);
        }
        foreach (ulong hash in hashes)
        {
            ulong mixed = _directory.Mix(hash);
            ref var page = ref _directory.For(mixed);
            int at = TableLayout.Home(mixed, slots);
            var tags = Vector128.Load(page.Tags + at);
            var ends = Vector128.Equals(tags, Vector128.Create(TableLayout.TagOf(mixed))) | Vector128.Equals(tags, Vector128<byte>.Zero);
            // If the search ends farther on, which is rare, what lies there is fetched in vain.
            var entry = EntryAt(page.Entries, TableLayout.Wrap(at + BitOperations.TrailingZeroCount(ends.ExtractMostSignificantBits()), slots));
            Sse.Prefetch0(entry);
            Sse.Prefetch0((byte*)entry + last);
            for (int line = 64; line < last; line += 64) Sse.Prefetch0((byte*)entry + line);
        }
    }

    /// <summary>
    /// The value of a key, for writing: valid until the next call that adds or removes. A new key has a value of all zero.
    /// Throws <see cref="MemoryExhaustedException"/> if the table cannot grow.
    /// </summary>
    /// <param name="key">The key; copied with its long text if it is new.</param>
    /// <param name="hash">The key's hash.</param>
    /// <param name="added">True if the key is new.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TValue GetOrAdd(scoped in TKey key, ulong hash, out bool added)
    {
        ulong mixed = _directory.Mix(hash);
        ref var page = ref _directory.For(mixed);
        byte* pageTags = page.Tags;
        int slots = _directory.Layout.Slots;
        int at = TableLayout.Home(mixed, slots);
        var tag = Vector128.Create(TableLayout.TagOf(mixed));
        while (true)
        {
            var tags = Vector128.Load(pageTags + at);
            uint free = Vector128.Equals(tags, Vector128<byte>.Zero).ExtractMostSignificantBits();
            // No search goes on behind a free slot: what only looks the same there is another cache miss.
            for (uint same = Vector128.Equals(tags, tag).ExtractMostSignificantBits() & (free ^ (free - 1)); same != 0; same &= same - 1)
            {
                int slot = TableLayout.Wrap(at + BitOperations.TrailingZeroCount(same), slots);
                var entry = EntryAt(page.Entries, slot);
                if (!TKeyRecord.AreEqual(in entry->Key, in key)) continue;
                if (Epoch != 0) _directory.Layout.EpochAt(page.Entries, slot) = Epoch;
                added = false;
                return ref entry->Value;
            }
            if (free != 0)
            {
                added = true;
                return ref Add(in key, mixed, TableLayout.Wrap(at + BitOperations.TrailingZeroCount(free), slots))->Value;
            }
            at = TableLayout.Wrap(at + TableLayout.GroupSlots, slots);
        }
    }

    /// <summary>The value of a key, for reading; false and zero if there is none.</summary>
    public bool TryFind(in TKey key, ulong hash, out TValue value)
    {
        ulong mixed = _directory.Mix(hash);
        var page = _directory.For(mixed);
        int slot = Find(page, in key, mixed);
        value = slot < 0 ? default : EntryAt(page.Entries, slot)->Value;
        return slot >= 0;
    }

    /// <summary>The key that a value found in this table belongs to, as the table keeps it. Valid as long as the value's reference.</summary>
    public ref readonly TKey KeyOf(ref TValue value)
    {
        // Only to see how far behind its key a value lies.
        Unsafe.SkipInit(out TableEntry<TKey, TValue> entry);
        long offset = (byte*)&entry.Value - (byte*)&entry;
        return ref ((TableEntry<TKey, TValue>*)((byte*)Unsafe.AsPointer(ref value) - offset))->Key;
    }

    /// <summary>Removes a key and frees its long text. False if there is none.</summary>
    public bool Remove(in TKey key, ulong hash)
    {
        ulong mixed = _directory.Mix(hash);
        int directoryEntry = _directory.EntryOf(mixed);
        int slot = Find(_directory.At(directoryEntry), in key, mixed);
        if (slot < 0) return false;
        RemoveAt(directoryEntry, slot);
        return true;
    }

    /// <summary>Removes the key of a value found in this table, and frees its long text.</summary>
    /// <param name="value">The value; gone afterwards.</param>
    /// <param name="hash">The key's hash.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Remove(ref TValue value, ulong hash)
    {
        int directoryEntry = _directory.EntryOf(_directory.Mix(hash));
        byte* entry = (byte*)Unsafe.AsPointer(ref Unsafe.AsRef(in KeyOf(ref value)));
        RemoveAt(directoryEntry, (int)((uint)(entry - _directory.At(directoryEntry).Entries) / (uint)sizeof(TableEntry<TKey, TValue>)));
    }

    private void RemoveAt(int directoryEntry, int hole)
    {
        var page = _directory.At(directoryEntry);
        var layout = _directory.Layout;
        TKey removed = EntryAt(page.Entries, hole)->Key;
        // Backward shift: move up every entry of the run that may stand in the hole, so that no marker is needed.
        for (int next = TableLayout.Wrap(hole + 1, layout.Slots); page.Tags[next] != 0; next = TableLayout.Wrap(next + 1, layout.Slots))
        {
            int home = TableLayout.Home(_directory.Mix(TKeyRecord.Hash(in EntryAt(page.Entries, next)->Key)), layout.Slots);
            if (layout.Distance(home, next) < layout.Distance(hole, next)) continue;
            *EntryAt(page.Entries, hole) = *EntryAt(page.Entries, next);
            if (Epoch != 0) layout.EpochAt(page.Entries, hole) = layout.EpochAt(page.Entries, next);
            layout.SetTag(page.Tags, hole, page.Tags[next]);
            hole = next;
        }
        layout.SetTag(page.Tags, hole, 0);
        _directory.FillAt(directoryEntry).Count--;
        _directory.Count--;
        // Last: the caller's key may be the one kept here.
        _heap.Release<TKey, TKeyRecord>(in removed);
    }

    /// <summary>
    /// Moves to the next entry in slot order, whose key and value then are <see cref="KeyAt"/> and <see cref="ValueAt"/>.
    /// False at the end. Between calls values may be written, but no key added or removed.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MoveNext(ref TableCursor cursor) => TableWalk.MoveNext(ref _directory, ref cursor, drain: false);

    /// <summary>
    /// Like <see cref="MoveNext(ref TableCursor)"/>, but empties every page that it leaves: at the end the table is empty and keeps
    /// its pages for as many keys again, unless few of them were used several times in a row. Between calls nothing else may be done with the table.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Drain(ref TableCursor cursor)
    {
        if (TableWalk.MoveNext(ref _directory, ref cursor, drain: true)) return true;
        Drained();
        return false;
    }

    /// <summary>The key that the cursor is at.</summary>
    public ref readonly TKey KeyAt(TableCursor cursor) => ref EntryAt(_directory.At(cursor.Page).Entries, cursor.Slot - 1)->Key;

    /// <summary>The value that the cursor is at.</summary>
    public ref TValue ValueAt(TableCursor cursor) => ref EntryAt(_directory.At(cursor.Page).Entries, cursor.Slot - 1)->Value;

    /// <summary>
    /// Makes an empty table as large as <paramref name="keys"/> keys need, as far as a millisecond and half of the account's free memory go:
    /// a table known to grow need not move its entries again and again. Does nothing for few keys.
    /// </summary>
    public void Reserve(long keys) => _directory.Reserve(keys);

    /// <summary>Forgets all keys and gives back all memory but a first small page. The heap is left alone.</summary>
    public void Clear()
    {
        _directory.Clear();
        _timesHardlyUsed = 0;
    }

    /// <summary>Gives back all memory; the table must not be used afterwards.</summary>
    public void Dispose() => _directory.Close();

    private int Find(TableAddress page, in TKey key, ulong mixed)
    {
        byte tag = TableLayout.TagOf(mixed);
        int slots = _directory.Layout.Slots;
        for (int slot = TableLayout.Home(mixed, slots); page.Tags[slot] != 0; slot = TableLayout.Wrap(slot + 1, slots))
            if (page.Tags[slot] == tag && TKeyRecord.AreEqual(in EntryAt(page.Entries, slot)->Key, in key)) return slot;
        return -1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private TableEntry<TKey, TValue>* Add(in TKey key, ulong mixed, int slot)
    {
        ref var fill = ref _directory.FillAt(_directory.EntryOf(mixed));
        if (fill.Count >= _directory.Layout.Capacity)
        {
            TableGrowth<TKey, TKeyRecord, TValue>.Grow(ref _directory, mixed, Epoch != 0);
            slot = _directory.Layout.FreeSlot(_directory.For(mixed).Tags, mixed);
            fill = ref _directory.FillAt(_directory.EntryOf(mixed));
        }
        var page = _directory.For(mixed);
        var entry = EntryAt(page.Entries, slot);
        // Kept before the slot is taken: this may throw.
        entry->Key = TKeyRecord.HasText ? _heap.Keep<TKey, TKeyRecord>(in key) : key;
        entry->Value = default;
        // Only then: it is a cache line of its own, and another miss.
        if (Epoch != 0) _directory.Layout.EpochAt(page.Entries, slot) = Epoch;
        _directory.Layout.SetTag(page.Tags, slot, TableLayout.TagOf(mixed));
        fill.Count++;
        _directory.Count++;
        return entry;
    }

    private void Drained()
    {
        // One short window among long ones should not cost the next its growth.
        bool hardlyUsed = Count * 8 * sizeof(TableEntry<TKey, TValue>) < SizeBytes && SizeBytes > Segment.StandardBytes;
        _timesHardlyUsed = hardlyUsed ? _timesHardlyUsed + 1 : 0;
        if (_timesHardlyUsed == MostTimesHardlyUsed) Clear();
        _directory.Count = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TableEntry<TKey, TValue>* EntryAt(byte* entries, int slot) => TableEntry<TKey, TValue>.At(entries, slot);
}
