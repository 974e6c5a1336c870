using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
    private const int FirstPageBytes = 512;
    private const int LeastSlots = 4;
    // Of one entry: the CPU itself goes on with what is longer.
    private const int MostPrefetchedBytes = 256;
    private const int MostTimesHardlyUsed = 4;
    // About a millisecond's worth of pages.
    private const int MaxReservedDepth = 12;
    // Good hashes fill pages evenly and need one or two entries per page; thousands mean hashes that do not differ.
    private const int MaxEntriesPerPage = 4096;

    private readonly MemoryAccount _account;
    private readonly StateHeap _heap;
    private readonly ulong _mixer;

    // 2^depth entries. Depth is at least 1, so that the shift is at most 63.
    private TableAddress* _directory;
    private int _shift;
    private TableLayout _layout;
    // Beside the directory, one for each of its entries: touched only when a key is new, and when pages come and go.
    private PageFill[] _fills = [];
    private TablePage[] _pages = [];
    private int _timesHardlyUsed;

    /// <summary>An empty table that draws pages from <paramref name="account"/> and keeps the keys' long text in <paramref name="heap"/>.</summary>
    /// <param name="account">Where pages come from.</param>
    /// <param name="heap">Where long text of keys is kept. Not owned.</param>
    /// <param name="salt">Any number; tables that are merged into one another have different ones.</param>
    /// <exception cref="NotSupportedException">Key and value are too large for a page.</exception>
    public KeyedTable(MemoryAccount account, StateHeap heap, uint salt)
    {
        _account = account;
        _heap = heap;
        _mixer = KeyHash.Word(salt) | 1;
        if (new TableLayout(Segment.StandardBytes, sizeof(TableEntry<TKey, TValue>)).Slots < LeastSlots)
            throw new NotSupportedException($"A key of {sizeof(TKey)} bytes with {sizeof(TValue)} bytes of state does not fit a page {LeastSlots} times; keep less per key.");
        Start();
    }

    /// <summary>Number of keys.</summary>
    public long Count { get; private set; }

    /// <summary>Bytes of pages held.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>If not 0, stamped on every entry that <see cref="GetOrAdd"/> adds or finds. To be set before the first key comes.</summary>
    public uint Epoch { get; set; }

    /// <summary>Asks the CPU to load what a search for <paramref name="hash"/> will look at. Changes nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ulong hash)
    {
        if (!Sse.IsSupported) return;
        ulong mixed = hash * _mixer;
        ref var page = ref _directory[mixed >> _shift];
        int home = TableLayout.Home(mixed, _layout.Slots);
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
        int slots = _layout.Slots;
        foreach (ulong hash in hashes)
        {
            ulong mixed = hash * _mixer;
            byte* tags = _directory[mixed >> _shift].Tags + TableLayout.Home(mixed, slots);
            Sse.Prefetch0(tags);
            Sse.Prefetch0(tags + TableLayout.GroupSlots - 1);
        }
        foreach (ulong hash in hashes)
        {
            ulong mixed = hash * _mixer;
            ref var page = ref _directory[mixed >> _shift];
            int at = TableLayout.Home(mixed, slots);
            var tags = Vector128.Load(page.Tags + at);
            var ends = Vector128.Equals(tags, Vector128.Create(TagOf(mixed))) | Vector128.Equals(tags, Vector128<byte>.Zero);
            // If the search ends farther on, which is rare, what lies there is fetched in vain.
            var entry = EntryAt(page.Entries, Wrap(at + BitOperations.TrailingZeroCount(ends.ExtractMostSignificantBits()), slots));
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
        ulong mixed = hash * _mixer;
        ref var page = ref _directory[mixed >> _shift];
        byte* pageTags = page.Tags;
        int slots = _layout.Slots;
        int at = TableLayout.Home(mixed, slots);
        var tag = Vector128.Create(TagOf(mixed));
        while (true)
        {
            var tags = Vector128.Load(pageTags + at);
            uint free = Vector128.Equals(tags, Vector128<byte>.Zero).ExtractMostSignificantBits();
            // No search goes on behind a free slot: what only looks the same there is another cache miss.
            for (uint same = Vector128.Equals(tags, tag).ExtractMostSignificantBits() & (free ^ (free - 1)); same != 0; same &= same - 1)
            {
                int slot = Wrap(at + BitOperations.TrailingZeroCount(same), slots);
                var entry = EntryAt(page.Entries, slot);
                if (!TKeyRecord.AreEqual(in entry->Key, in key)) continue;
                if (Epoch != 0) EpochAt(page.Entries, slot) = Epoch;
                added = false;
                return ref entry->Value;
            }
            if (free != 0)
            {
                added = true;
                return ref Add(in key, mixed, Wrap(at + BitOperations.TrailingZeroCount(free), slots))->Value;
            }
            at = Wrap(at + TableLayout.GroupSlots, slots);
        }
    }

    /// <summary>The value of a key, for reading; false and zero if there is none.</summary>
    public bool TryFind(in TKey key, ulong hash, out TValue value)
    {
        ulong mixed = hash * _mixer;
        var page = _directory[mixed >> _shift];
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
        ulong mixed = hash * _mixer;
        int directoryEntry = (int)(mixed >> _shift);
        int slot = Find(_directory[directoryEntry], in key, mixed);
        if (slot < 0) return false;
        RemoveAt(directoryEntry, slot);
        return true;
    }

    /// <summary>Removes the key of a value found in this table, and frees its long text.</summary>
    /// <param name="value">The value; gone afterwards.</param>
    /// <param name="hash">The key's hash.</param>
    public void Remove(ref TValue value, ulong hash)
    {
        int directoryEntry = (int)((hash * _mixer) >> _shift);
        byte* entry = (byte*)Unsafe.AsPointer(ref Unsafe.AsRef(in KeyOf(ref value)));
        RemoveAt(directoryEntry, (int)((uint)(entry - _directory[directoryEntry].Entries) / (uint)sizeof(TableEntry<TKey, TValue>)));
    }

    private void RemoveAt(int directoryEntry, int hole)
    {
        var page = _directory[directoryEntry];
        TKey removed = EntryAt(page.Entries, hole)->Key;
        // Backward shift: move up every entry of the run that may stand in the hole, so that no marker is needed.
        for (int next = Wrap(hole + 1, _layout.Slots); page.Tags[next] != 0; next = Wrap(next + 1, _layout.Slots))
        {
            int home = TableLayout.Home(TKeyRecord.Hash(in EntryAt(page.Entries, next)->Key) * _mixer, _layout.Slots);
            if (Distance(home, next) < Distance(hole, next)) continue;
            *EntryAt(page.Entries, hole) = *EntryAt(page.Entries, next);
            if (Epoch != 0) EpochAt(page.Entries, hole) = EpochAt(page.Entries, next);
            SetTag(page.Tags, hole, page.Tags[next]);
            hole = next;
        }
        SetTag(page.Tags, hole, 0);
        _fills[FirstEntry(directoryEntry)].Count--;
        Count--;
        // Last: the caller's key may be the one kept here.
        _heap.Release<TKey, TKeyRecord>(in removed);
    }

    /// <summary>
    /// Moves to the next entry in slot order, whose key and value then are <see cref="KeyAt"/> and <see cref="ValueAt"/>.
    /// False at the end. Between calls values may be written, but no key added or removed.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MoveNext(ref TableCursor cursor) => MoveNext(ref cursor, drain: false);

    /// <summary>
    /// Like <see cref="MoveNext(ref TableCursor)"/>, but empties every page that it leaves: at the end the table is empty and keeps
    /// its pages for as many keys again, unless few of them were used several times in a row. Between calls nothing else may be done with the table.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Drain(ref TableCursor cursor) => MoveNext(ref cursor, drain: true);

    /// <summary>The key that the cursor is at.</summary>
    public ref readonly TKey KeyAt(TableCursor cursor) => ref EntryAt(_directory[cursor.Page].Entries, cursor.Slot - 1)->Key;

    /// <summary>The value that the cursor is at.</summary>
    public ref TValue ValueAt(TableCursor cursor) => ref EntryAt(_directory[cursor.Page].Entries, cursor.Slot - 1)->Value;

    /// <summary>
    /// Makes an empty table as large as <paramref name="keys"/> keys need, as far as a millisecond and half of the account's free memory go:
    /// a table known to grow need not move its entries again and again. Does nothing for few keys.
    /// </summary>
    public void Reserve(long keys)
    {
        int pageBytes = _layout.PageBytes;
        TableLayout layout;
        while ((layout = new TableLayout(pageBytes, sizeof(TableEntry<TKey, TValue>))).Capacity < keys && pageBytes < Segment.StandardBytes) pageBytes *= 2;
        int depth = 0;
        while (depth < MaxReservedDepth && keys > (long)layout.Capacity << depth) depth++;
        long bytes = (long)(layout.PageBytes + layout.TagBytes) << depth;
        if (pageBytes == _layout.PageBytes || Count != 0 || bytes > (_account.LimitBytes - _account.UsedBytes) / 2) return;
        // At least two, as in the beginning, so that the shift is at most 63.
        var pages = new TablePage[Math.Max(1 << depth, 2)];
        var small = _layout;
        _layout = layout;
        int made = 0;
        try
        {
            for (; made < 1 << depth; made++) pages[made] = NewPage();
        }
        catch (MemoryExhaustedException)
        {
            // Others have taken the memory meanwhile; then the table grows like any other.
            while (made > 0) Return(pages[--made]);
            _layout = small;
            return;
        }
        Return(_pages[0]);
        NativeMemory.Free(_directory);
        _directory = (TableAddress*)NativeMemory.Alloc((nuint)pages.Length, (nuint)sizeof(TableAddress));
        _pages = pages;
        _fills = new PageFill[pages.Length];
        _shift = 64 - Math.Max(depth, 1);
        for (int i = 0; i < made; i++) Place(pages[i], 0, i, depth);
    }

    /// <summary>Forgets all keys and gives back all memory but a first small page. The heap is left alone.</summary>
    public void Clear()
    {
        Dispose();
        Start();
    }

    /// <summary>Gives back all memory; the table must not be used afterwards.</summary>
    public void Dispose()
    {
        for (int entry = 0; entry < _pages.Length; entry += Entries(entry))
            Return(_pages[entry]);
        NativeMemory.Free(_directory);
        _directory = null;
        _pages = [];
        Count = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte TagOf(ulong mixed) => (byte)((uint)(mixed >> 32) | 0x80);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Wrap(int slot, int slots)
    {
        // At most a group beyond the end, which is more than once around only if slots are huge.
        while (slot >= slots) slot -= slots;
        return slot;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TableEntry<TKey, TValue>* EntryAt(byte* entries, int slot) => (TableEntry<TKey, TValue>*)entries + slot;

    private ref uint EpochAt(byte* entries, int slot) => ref ((uint*)(entries + _layout.Epochs))[slot];

    /// <summary>Sets a tag and what repeats it behind the last.</summary>
    private void SetTag(byte* tags, int slot, byte tag)
    {
        for (int at = slot; at < _layout.Slots + TableLayout.GroupSlots; at += _layout.Slots) tags[at] = tag;
    }

    private int Distance(int from, int to) => to >= from ? to - from : to - from + _layout.Slots;

    private int Entries(int entry) => 1 << (64 - _shift - _fills[entry].Depth);

    private int FirstEntry(int entry) => entry & -Entries(entry);

    private void Start()
    {
        _shift = 63;
        _timesHardlyUsed = 0;
        int pageBytes = FirstPageBytes;
        while ((_layout = new TableLayout(pageBytes, sizeof(TableEntry<TKey, TValue>))).Slots < LeastSlots) pageBytes *= 2;
        _directory = (TableAddress*)NativeMemory.Alloc(2, (nuint)sizeof(TableAddress));
        _pages = new TablePage[2];
        _fills = new PageFill[2];
        Place(NewPage(), 0, 0, 0);
    }

    private void Place(TablePage page, int count, int entry, int depth)
    {
        int entries = 1 << (64 - _shift - depth);
        for (int i = entry; i < entry + entries; i++)
        {
            _directory[i] = page.Address;
            _pages[i] = page;
            _fills[i] = new PageFill { Count = (ushort)count, Depth = (byte)depth };
        }
    }

    private TablePage NewPage()
    {
        var page = new TablePage { Entries = _account.Rent(_layout.PageBytes) };
        if (!_account.TryRent(_layout.TagBytes, out page.Tags))
        {
            _account.Return(page.Entries);
            page.Tags = _account.Rent(_layout.TagBytes);
        }
        // Tags only: everything else is written before it is read.
        NativeMemory.Clear(page.Tags.Address, (nuint)_layout.TagBytes);
        SizeBytes += _layout.PageBytes + _layout.TagBytes;
        return page;
    }

    private void Return(TablePage page)
    {
        SizeBytes -= page.Tags.SizeBytes + page.Entries.SizeBytes;
        _account.Return(page.Tags);
        _account.Return(page.Entries);
    }

    private int Find(TableAddress page, in TKey key, ulong mixed)
    {
        byte tag = TagOf(mixed);
        for (int slot = TableLayout.Home(mixed, _layout.Slots); page.Tags[slot] != 0; slot = Wrap(slot + 1, _layout.Slots))
            if (page.Tags[slot] == tag && TKeyRecord.AreEqual(in EntryAt(page.Entries, slot)->Key, in key)) return slot;
        return -1;
    }

    // One tag after the other: a load of sixteen would wait for the store of the one just set beside it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FreeSlot(byte* tags, ulong mixed)
    {
        int slot = TableLayout.Home(mixed, _layout.Slots);
        while (tags[slot] != 0) slot = Wrap(slot + 1, _layout.Slots);
        return slot;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private TableEntry<TKey, TValue>* Add(in TKey key, ulong mixed, int slot)
    {
        int directoryEntry = (int)(mixed >> _shift);
        ref var fill = ref _fills[FirstEntry(directoryEntry)];
        if (fill.Count >= _layout.Capacity)
        {
            Grow(mixed);
            directoryEntry = (int)(mixed >> _shift);
            slot = FreeSlot(_directory[directoryEntry].Tags, mixed);
            fill = ref _fills[FirstEntry(directoryEntry)];
        }
        var address = _directory[directoryEntry];
        var entry = EntryAt(address.Entries, slot);
        // Kept before the slot is taken: this may throw.
        entry->Key = TKeyRecord.HasText ? _heap.Keep<TKey, TKeyRecord>(in key) : key;
        entry->Value = default;
        // Only then: it is a cache line of its own, and another miss.
        if (Epoch != 0) EpochAt(address.Entries, slot) = Epoch;
        SetTag(address.Tags, slot, TagOf(mixed));
        fill.Count++;
        Count++;
        return entry;
    }

    /// <summary>Makes room in the page of a hash.</summary>
    private void Grow(ulong mixed)
    {
        do
        {
            int entry = FirstEntry((int)(mixed >> _shift));
            if (_layout.PageBytes < Segment.StandardBytes) EnlargePage();
            else Split(entry);
        } while (_fills[FirstEntry((int)(mixed >> _shift))].Count >= _layout.Capacity);
    }

    private void EnlargePage()
    {
        var old = _layout;
        TablePage small = _pages[0], large;
        _layout = new TableLayout(old.PageBytes * 2, sizeof(TableEntry<TKey, TValue>));
        try
        {
            large = NewPage();
        }
        catch (MemoryExhaustedException)
        {
            _layout = old;
            throw;
        }
        Move(small.Address, old, large.Address);
        Place(large, _fills[0].Count, 0, 0);
        Return(small);
    }

    /// <summary>Moves the half of a page's entries whose next bit is set to a page of their own.</summary>
    [SkipLocalsInit]
    private void Split(int entry)
    {
        int depth = _fills[entry].Depth;
        if (depth == 64 - _shift)
        {
            DoubleDirectory();
            entry *= 2;
        }
        TablePage left = _pages[entry], right = NewPage();
        byte* copy = stackalloc byte[2 * Segment.StandardBytes];
        var from = new TableAddress { Entries = copy, Tags = copy + Segment.StandardBytes };
        NativeMemory.Copy(left.Address.Entries, from.Entries, (nuint)_layout.PageBytes);
        NativeMemory.Copy(left.Address.Tags, from.Tags, (nuint)(_layout.Slots + TableLayout.GroupSlots));
        NativeMemory.Clear(left.Address.Tags, (nuint)_layout.TagBytes);
        int moved = Divide(from, left.Address, right.Address, 1ul << (63 - depth));
        int half = Entries(entry) / 2;
        Place(left, _fills[entry].Count - moved, entry, depth + 1);
        Place(right, moved, entry + half, depth + 1);
    }

    /// <summary>Puts all entries of a page of another layout into one that is empty.</summary>
    private void Move(TableAddress from, TableLayout layout, TableAddress to)
    {
        var epochs = (uint*)(from.Entries + layout.Epochs);
        for (int slot = 0; slot < layout.Slots; slot++)
        {
            if (from.Tags[slot] == 0) continue;
            var entry = EntryAt(from.Entries, slot);
            int free = FreeSlot(to.Tags, TKeyRecord.Hash(in entry->Key) * _mixer);
            SetTag(to.Tags, free, from.Tags[slot]);
            *EntryAt(to.Entries, free) = *entry;
            if (Epoch != 0) EpochAt(to.Entries, free) = epochs[slot];
        }
    }

    /// <summary>Puts all entries of a page into one of two others that are empty, by a bit of the hash. Returns how many have the bit set.</summary>
    private int Divide(TableAddress from, TableAddress clear, TableAddress set, ulong bit)
    {
        int moved = 0;
        var (clearRun, setRun) = (new TableRun { Address = clear }, new TableRun { Address = set });
        var epochs = (uint*)(from.Entries + _layout.Epochs);
        for (int group = 0; group < _layout.Slots; group += TableLayout.GroupSlots)
        {
            uint used = Vector128.Load(from.Tags + group).ExtractMostSignificantBits();
            for (; used != 0; used &= used - 1)
            {
                int slot = group + BitOperations.TrailingZeroCount(used);
                // Behind the last are repetitions.
                if (slot >= _layout.Slots) break;
                var entry = EntryAt(from.Entries, slot);
                ulong mixed = TKeyRecord.Hash(in entry->Key) * _mixer;
                bool isSet = (mixed & bit) != 0;
                ref var run = ref isSet ? ref setRun : ref clearRun;
                moved += isSet ? 1 : 0;
                int free = run.FreeSlot(TableLayout.Home(mixed, _layout.Slots), slot, _layout.Slots);
                SetTag(run.Address.Tags, free, from.Tags[slot]);
                *EntryAt(run.Address.Entries, free) = *entry;
                if (Epoch != 0) EpochAt(run.Address.Entries, free) = epochs[slot];
            }
        }
        return moved;
    }

    private void DoubleDirectory()
    {
        int entries = 1 << (64 - _shift);
        if (entries >= SizeBytes / Segment.StandardBytes * MaxEntriesPerPage)
            throw new MemoryExhaustedException(
                $"A table of {Count:N0} keys in account '{_account.Name}' cannot grow: more than {_layout.Capacity:N0} keys have nearly the same hash. Choose another key.")
            { AccountName = _account.Name };
        var directory = (TableAddress*)NativeMemory.Alloc((nuint)entries * 2, (nuint)sizeof(TableAddress));
        var pages = new TablePage[entries * 2];
        var fills = new PageFill[entries * 2];
        for (int i = 0; i < entries; i++)
        {
            directory[2 * i] = directory[2 * i + 1] = _directory[i];
            pages[2 * i] = pages[2 * i + 1] = _pages[i];
            fills[2 * i] = fills[2 * i + 1] = _fills[i];
        }
        NativeMemory.Free(_directory);
        _directory = directory;
        _pages = pages;
        _fills = fills;
        _shift--;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool MoveNext(ref TableCursor cursor, bool drain)
    {
        int entry = cursor.Page, slot = cursor.Slot;
        if (entry < _pages.Length)
        {
            byte* tags = _directory[entry].Tags;
            while (slot < _layout.Slots)
            {
                // A tag in use has its top bit set; those behind the last slot are repetitions.
                uint used = Vector128.Load(tags + slot).ExtractMostSignificantBits();
                if (used == 0)
                {
                    slot += TableLayout.GroupSlots;
                    continue;
                }
                slot += BitOperations.TrailingZeroCount(used);
                if (slot >= _layout.Slots) break;
                cursor = new TableCursor(entry, slot + 1);
                return true;
            }
        }
        return NextPage(ref cursor, drain);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool NextPage(ref TableCursor cursor, bool drain)
    {
        int entry = cursor.Page;
        while (entry < _pages.Length)
        {
            int entries = Entries(entry);
            if (drain && _fills[entry].Count != 0)
            {
                NativeMemory.Clear(_directory[entry].Tags, (nuint)_layout.TagBytes);
                _fills[entry].Count = 0;
            }
            entry += entries;
            cursor = new TableCursor(entry, 0);
            if (entry < _pages.Length && _fills[entry].Count != 0) return MoveNext(ref cursor, drain);
        }
        if (drain) Drained();
        return false;
    }

    private void Drained()
    {
        // One short window among long ones should not cost the next its growth.
        bool hardlyUsed = Count * 8 * sizeof(TableEntry<TKey, TValue>) < SizeBytes && SizeBytes > Segment.StandardBytes;
        _timesHardlyUsed = hardlyUsed ? _timesHardlyUsed + 1 : 0;
        if (_timesHardlyUsed == MostTimesHardlyUsed) Clear();
        Count = 0;
    }
}
