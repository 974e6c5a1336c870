using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Millrace.Memory;

/// <summary>
/// A hash table from keys to values in segment memory: pages behind a directory, linear probing within a page.
/// Thread: its owner's, one at a time.
/// </summary>
/// <remarks>
/// <para>The top bits of the hash choose a page through the directory (extendible hashing), the low half of the hash a slot.
/// A table starts as one small page; a page that has reached its full size splits in two when three quarters full. So growth
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
    // Good hashes fill pages evenly and need one or two entries per page; thousands mean hashes that do not differ.
    private const int MaxEntriesPerPage = 4096;

    private readonly MemoryAccount _account;
    private readonly StateHeap _heap;
    private readonly ulong _mixer;
    private readonly uint _fullPageSlots;

    // 2^depth addresses of pages. Depth is at least 1, so that the shift is at most 63.
    private TableSlot<TKey, TValue>** _directory;
    private int _shift;
    private uint _pageSlots;
    // Beside the directory, one for each of its entries: touched only when a key is new.
    private TablePage[] _pages = [];

    /// <summary>An empty table that draws pages from <paramref name="account"/> and keeps the keys' long text in <paramref name="heap"/>.</summary>
    /// <param name="account">Where pages come from.</param>
    /// <param name="heap">Where long text of keys is kept. Not owned.</param>
    /// <param name="salt">Any number; tables that are merged into one another have different ones.</param>
    public KeyedTable(MemoryAccount account, StateHeap heap, uint salt)
    {
        _account = account;
        _heap = heap;
        _mixer = KeyHash.Word(salt) | 1;
        _fullPageSlots = SlotsIn(Segment.StandardBytes);
        if (_fullPageSlots < 4)
            throw new NotSupportedException($"A key of {sizeof(TKey)} bytes with {sizeof(TValue)} bytes of state does not fit a page four times; keep less per key.");
        Start();
    }

    /// <summary>Number of keys.</summary>
    public long Count { get; private set; }

    /// <summary>Bytes of pages held.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>Stamped on every entry that <see cref="GetOrAdd"/> adds or finds.</summary>
    public uint Epoch { get; set; }

    /// <summary>Asks the CPU to load the slot that <paramref name="hash"/> leads to first. Changes nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ulong hash)
    {
        ulong mixed = hash * _mixer;
        if (Sse.IsSupported) Sse.Prefetch0(_directory[mixed >> _shift] + Home(mixed, _pageSlots));
    }

    /// <summary>
    /// The value of a key, for writing: valid until the next call that adds or removes. A new key has a value of all zero.
    /// Throws <see cref="MemoryExhaustedException"/> if the table cannot grow.
    /// </summary>
    /// <param name="key">The key; copied with its long text if it is new.</param>
    /// <param name="hash">The key's hash.</param>
    /// <param name="added">True if the key is new.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TValue GetOrAdd(in TKey key, ulong hash, out bool added)
    {
        ulong mixed = hash * _mixer;
        uint tag = (uint)(mixed >> 32) | 1;
        var page = _directory[mixed >> _shift];
        uint slots = _pageSlots;
        var slot = page + Home(mixed, slots);
        while (slot->Tag != 0)
        {
            if (slot->Tag == tag && TKeyRecord.AreEqual(in slot->Key, in key))
            {
                slot->Epoch = Epoch;
                added = false;
                return ref slot->Value;
            }
            if (++slot == page + slots) slot = page;
        }
        added = true;
        return ref Add(in key, mixed, slot)->Value;
    }

    /// <summary>The value of a key, for reading; false and zero if there is none.</summary>
    public bool TryFind(in TKey key, ulong hash, out TValue value)
    {
        var slot = Find(in key, hash * _mixer);
        value = slot == null ? default : slot->Value;
        return slot != null;
    }

    /// <summary>Removes a key. False if there is none. Long text of the key stays in the heap until that is cleared.</summary>
    public bool Remove(in TKey key, ulong hash)
    {
        ulong mixed = hash * _mixer;
        var hole = Find(in key, mixed);
        if (hole == null) return false;
        int entry = (int)(mixed >> _shift);
        var page = _directory[entry];
        // Backward shift: move up every entry of the run that may stand in the hole, so that no marker is needed.
        for (var next = hole + 1; ; next++)
        {
            if (next == page + _pageSlots) next = page;
            if (next->Tag == 0) break;
            var home = page + Home(TKeyRecord.Hash(in next->Key) * _mixer, _pageSlots);
            if (Distance(home, next) < Distance(hole, next)) continue;
            *hole = *next;
            hole = next;
        }
        *hole = default;
        _pages[FirstEntry(entry)].Count--;
        Count--;
        return true;
    }

    /// <summary>
    /// Moves to the next entry in slot order, whose key and value then are <see cref="KeyAt"/> and <see cref="ValueAt"/>.
    /// False at the end. Between calls values may be written, but no key added or removed.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MoveNext(ref TableCursor cursor) => MoveNext(ref cursor, drain: false);

    /// <summary>
    /// Like <see cref="MoveNext(ref TableCursor)"/>, but empties every page that it leaves: at the end the table is empty and keeps
    /// its pages for as many keys again, unless few of them had been used. Between calls nothing else may be done with the table.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Drain(ref TableCursor cursor) => MoveNext(ref cursor, drain: true);

    /// <summary>The key that the cursor is at.</summary>
    public ref readonly TKey KeyAt(TableCursor cursor) => ref _directory[cursor.Page][cursor.Slot - 1].Key;

    /// <summary>The value that the cursor is at.</summary>
    public ref TValue ValueAt(TableCursor cursor) => ref _directory[cursor.Page][cursor.Slot - 1].Value;

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
            _account.Return(_pages[entry].Segment);
        NativeMemory.Free(_directory);
        _directory = null;
        _pages = [];
        Count = 0;
        SizeBytes = 0;
    }

    // High half of the product: spreads the low half of the hash over any number of slots, in order.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Home(ulong mixed, uint slots) => (uint)(((ulong)(uint)mixed * slots) >> 32);

    private long Distance(TableSlot<TKey, TValue>* from, TableSlot<TKey, TValue>* to) => to >= from ? to - from : to - from + _pageSlots;

    private int Entries(int entry) => 1 << (64 - _shift - _pages[entry].Depth);

    private int FirstEntry(int entry) => entry & -Entries(entry);

    private static uint SlotsIn(int sizeBytes) => (uint)(sizeBytes / sizeof(TableSlot<TKey, TValue>));

    private uint PageCapacity => _pageSlots - (_pageSlots >> 2);

    private void Start()
    {
        _shift = 63;
        int pageBytes = Math.Max(FirstPageBytes, (int)BitOperations.RoundUpToPowerOf2(4 * (uint)sizeof(TableSlot<TKey, TValue>)));
        _pageSlots = SlotsIn(pageBytes);
        _directory = (TableSlot<TKey, TValue>**)NativeMemory.Alloc(2, (nuint)sizeof(void*));
        _pages = new TablePage[2];
        Place(NewPage(pageBytes), 0, 0, 0);
    }

    private void Place(Segment segment, int count, int entry, int depth)
    {
        int entries = 1 << (64 - _shift - depth);
        for (int i = entry; i < entry + entries; i++)
        {
            _directory[i] = (TableSlot<TKey, TValue>*)segment.Address;
            _pages[i] = new TablePage { Segment = segment, Count = count, Depth = depth };
        }
    }

    private Segment NewPage(int sizeBytes)
    {
        Segment segment = _account.Rent(sizeBytes);
        NativeMemory.Clear(segment.Address, (nuint)sizeBytes);
        SizeBytes += sizeBytes;
        return segment;
    }

    private void ReturnPage(Segment segment)
    {
        SizeBytes -= segment.SizeBytes;
        _account.Return(segment);
    }

    private TableSlot<TKey, TValue>* Find(in TKey key, ulong mixed)
    {
        uint tag = (uint)(mixed >> 32) | 1;
        var page = _directory[mixed >> _shift];
        var slot = page + Home(mixed, _pageSlots);
        while (slot->Tag != 0)
        {
            if (slot->Tag == tag && TKeyRecord.AreEqual(in slot->Key, in key)) return slot;
            if (++slot == page + _pageSlots) slot = page;
        }
        return null;
    }

    private static TableSlot<TKey, TValue>* FreeSlot(TableSlot<TKey, TValue>* page, ulong mixed, uint slots)
    {
        var slot = page + Home(mixed, slots);
        while (slot->Tag != 0)
            if (++slot == page + slots) slot = page;
        return slot;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private TableSlot<TKey, TValue>* Add(in TKey key, ulong mixed, TableSlot<TKey, TValue>* slot)
    {
        ref var page = ref _pages[FirstEntry((int)(mixed >> _shift))];
        if (page.Count >= PageCapacity)
        {
            slot = Grow(mixed);
            page = ref _pages[FirstEntry((int)(mixed >> _shift))];
        }
        // Kept before the slot is taken: this may throw.
        TKey kept = TKeyRecord.HasText ? _heap.Keep<TKey, TKeyRecord>(in key) : key;
        page.Count++;
        Count++;
        slot->Tag = (uint)(mixed >> 32) | 1;
        slot->Epoch = Epoch;
        slot->Key = kept;
        return slot;
    }

    /// <summary>Makes room in the page of a hash and returns the free slot for it.</summary>
    private TableSlot<TKey, TValue>* Grow(ulong mixed)
    {
        do
        {
            if (_pageSlots < _fullPageSlots) EnlargePage();
            else Split((int)(mixed >> _shift));
        } while (_pages[FirstEntry((int)(mixed >> _shift))].Count >= PageCapacity);
        return FreeSlot(_directory[mixed >> _shift], mixed, _pageSlots);
    }

    private void EnlargePage()
    {
        Segment small = _pages[0].Segment, large = NewPage(small.SizeBytes * 2);
        uint slots = SlotsIn(large.SizeBytes);
        var from = (TableSlot<TKey, TValue>*)small.Address;
        var to = (TableSlot<TKey, TValue>*)large.Address;
        for (uint i = 0; i < _pageSlots; i++)
            if (from[i].Tag != 0) *FreeSlot(to, TKeyRecord.Hash(in from[i].Key) * _mixer, slots) = from[i];
        _pageSlots = slots;
        Place(large, _pages[0].Count, 0, 0);
        ReturnPage(small);
    }

    /// <summary>Moves the half of a page's entries whose next bit is set to a page of their own.</summary>
    private void Split(int entry)
    {
        int depth = _pages[entry].Depth;
        if (depth == 64 - _shift)
        {
            DoubleDirectory();
            entry *= 2;
        }
        Segment right = NewPage(Segment.StandardBytes);
        entry = FirstEntry(entry);
        Segment left = _pages[entry].Segment;
        var page = (TableSlot<TKey, TValue>*)left.Address;
        var other = (TableSlot<TKey, TValue>*)right.Address;
        ulong bit = 1ul << (63 - depth);
        int count = _pages[entry].Count, moved = 0;

        // From behind a free slot once around, so that every run is met from its beginning: entries that stay
        // find their place at or before the slot they leave.
        uint start = 0;
        while (page[start].Tag != 0) start++;
        for (uint n = 1; n < _pageSlots; n++)
        {
            uint at = start + n;
            if (at >= _pageSlots) at -= _pageSlots;
            if (page[at].Tag == 0) continue;
            var slot = page[at];
            page[at] = default;
            ulong mixed = TKeyRecord.Hash(in slot.Key) * _mixer;
            if ((mixed & bit) != 0)
            {
                *FreeSlot(other, mixed, _pageSlots) = slot;
                moved++;
            }
            else *FreeSlot(page, mixed, _pageSlots) = slot;
        }
        int half = Entries(entry) / 2;
        Place(left, count - moved, entry, depth + 1);
        Place(right, moved, entry + half, depth + 1);
    }

    private void DoubleDirectory()
    {
        int entries = 1 << (64 - _shift);
        if (entries >= SizeBytes / Segment.StandardBytes * MaxEntriesPerPage)
            throw new MemoryExhaustedException(
                $"A table of {Count:N0} keys in account '{_account.Name}' cannot grow: more than {PageCapacity:N0} keys have nearly the same hash. Choose another key.")
            { AccountName = _account.Name };
        var directory = (TableSlot<TKey, TValue>**)NativeMemory.Alloc((nuint)entries * 2, (nuint)sizeof(void*));
        var pages = new TablePage[entries * 2];
        for (int i = 0; i < entries; i++)
        {
            directory[2 * i] = directory[2 * i + 1] = _directory[i];
            pages[2 * i] = pages[2 * i + 1] = _pages[i];
        }
        NativeMemory.Free(_directory);
        _directory = directory;
        _pages = pages;
        _shift--;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool MoveNext(ref TableCursor cursor, bool drain)
    {
        int entry = cursor.Page;
        if (entry < _pages.Length)
        {
            var page = _directory[entry];
            for (int slot = cursor.Slot; slot < (int)_pageSlots; slot++)
            {
                if (page[slot].Tag == 0) continue;
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
            if (drain && _pages[entry].Count != 0)
            {
                NativeMemory.Clear(_directory[entry], _pageSlots * (nuint)sizeof(TableSlot<TKey, TValue>));
                _pages[entry].Count = 0;
            }
            entry += entries;
            cursor = new TableCursor(entry, 0);
            if (entry < _pages.Length && _pages[entry].Count != 0) return MoveNext(ref cursor, drain);
        }
        if (drain) Drained();
        return false;
    }

    private void Drained()
    {
        if (Count * 8 * sizeof(TableSlot<TKey, TValue>) < SizeBytes && SizeBytes > Segment.StandardBytes) Clear();
        Count = 0;
    }
}
