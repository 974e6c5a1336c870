using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Millrace.Memory;

/// <summary>The pages of a table and the directory that leads from the top bits of a hash to one of them. Knows nothing of keys and values.</summary>
/// <remarks>The key hash is the same everywhere; <see cref="Mix"/> makes it the table's own.</remarks>
internal unsafe struct TableDirectory
{
    private const int FirstPageBytes = 512;
    // About a millisecond's worth of pages.
    private const int MaxReservedDepth = 12;
    // Good hashes fill pages evenly and need one or two entries per page; thousands mean hashes that do not differ.
    private const int MaxEntriesPerPage = 4096;

    private readonly MemoryAccount _account;
    private readonly ulong _mixer;
    private readonly int _entryBytes;
    private readonly TableLayout _smallest;

    // 2^depth entries. Depth is at least 1, so that the shift is at most 63.
    private TableAddress* _addresses;
    private int _shift;
    // Beside the addresses, one for each of them: touched only when a key is new, and when pages come and go.
    private PageFill[] _fills = [];
    private TablePage[] _pages = [];

    /// <summary>How slots lie in every page: pages have one size.</summary>
    public TableLayout Layout;

    /// <summary>Number of keys in all pages.</summary>
    public long Count;

    /// <summary>A directory of one small page.</summary>
    public TableDirectory(MemoryAccount account, uint salt, int entryBytes, int leastSlots)
    {
        _account = account;
        _mixer = KeyHash.Word(salt) | 1;
        _entryBytes = entryBytes;
        int pageBytes = FirstPageBytes;
        while ((_smallest = new TableLayout(pageBytes, entryBytes)).Slots < leastSlots) pageBytes *= 2;
        Start();
    }

    /// <summary>Bytes of pages held.</summary>
    public long SizeBytes { get; private set; }

    /// <summary>Entries of the directory, of which neighbours may lead to the same page.</summary>
    public readonly int Length => _pages.Length;

    /// <summary>True while there is one page that is smaller than a segment.</summary>
    public readonly bool IsSmall => Layout.PageBytes < Segment.StandardBytes;

    /// <summary>A key's hash as this table uses it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ulong Mix(ulong hash) => hash * _mixer;

    /// <summary>The entry for a hash.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly int EntryOf(ulong mixed) => (int)(mixed >> _shift);

    /// <summary>Where the page for a hash is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ref TableAddress For(ulong mixed) => ref _addresses[mixed >> _shift];

    /// <summary>Where the page of an entry is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ref TableAddress At(int entry) => ref _addresses[entry];

    /// <summary>How full the page of an entry is.</summary>
    public readonly ref PageFill FillAt(int entry) => ref _fills[FirstOf(entry)];

    /// <summary>The page of an entry.</summary>
    public readonly TablePage PageAt(int entry) => _pages[entry];

    /// <summary>How many entries lead to the page of an entry.</summary>
    public readonly int SpanOf(int entry) => 1 << (64 - _shift - _fills[entry].Depth);

    /// <summary>The first entry that leads to the page of an entry.</summary>
    public readonly int FirstOf(int entry) => entry & -SpanOf(entry);

    /// <summary>An empty page in the table's layout.</summary>
    /// <exception cref="MemoryExhaustedException">The account is used up.</exception>
    public TablePage NewPage()
    {
        var page = new TablePage { Entries = _account.Rent(Layout.PageBytes) };
        if (!_account.TryRent(Layout.TagBytes, out page.Tags))
        {
            _account.Return(page.Entries);
            page.Tags = _account.Rent(Layout.TagBytes);
        }
        // Tags only: everything else is written before it is read.
        NativeMemory.Clear(page.Tags.Address, (nuint)Layout.TagBytes);
        SizeBytes += Layout.PageBytes + Layout.TagBytes;
        return page;
    }

    /// <summary>Gives back a page that no entry leads to.</summary>
    public void Return(TablePage page)
    {
        SizeBytes -= page.Tags.SizeBytes + page.Entries.SizeBytes;
        _account.Return(page.Tags);
        _account.Return(page.Entries);
    }

    /// <summary>Lets all entries for hashes that begin like the one of <paramref name="entry"/> lead to a page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="count">Keys in it.</param>
    /// <param name="entry">The first of the entries.</param>
    /// <param name="depth">How many top bits of the hash its keys share.</param>
    public readonly void Place(TablePage page, int count, int entry, int depth)
    {
        int entries = 1 << (64 - _shift - depth);
        for (int i = entry; i < entry + entries; i++)
        {
            _addresses[i] = page.Address;
            _pages[i] = page;
            _fills[i] = new PageFill { Count = (ushort)count, Depth = (byte)depth };
        }
    }

    /// <summary>Empties a page.</summary>
    /// <param name="entry">The first entry that leads to it.</param>
    public readonly void Empty(int entry)
    {
        if (_fills[entry].Count == 0) return;
        NativeMemory.Clear(_addresses[entry].Tags, (nuint)Layout.TagBytes);
        _fills[entry].Count = 0;
    }

    /// <summary>Lets two entries lead to each page for every one that did, if all of them lead to pages of their own at <paramref name="depth"/>.</summary>
    /// <returns>True if entries have moved to twice their index.</returns>
    /// <exception cref="MemoryExhaustedException">Hashes are nearly the same.</exception>
    public bool TryDouble(int depth)
    {
        if (depth < 64 - _shift) return false;
        Double();
        return true;
    }

    /// <summary>Puts as many pages as keys need in the place of a first page that is empty, as far as a millisecond and half of the account's free memory go.</summary>
    public void Reserve(long keys)
    {
        int pageBytes = Layout.PageBytes;
        TableLayout layout;
        while ((layout = new TableLayout(pageBytes, _entryBytes)).Capacity < keys && pageBytes < Segment.StandardBytes) pageBytes *= 2;
        int depth = 0;
        while (depth < MaxReservedDepth && keys > (long)layout.Capacity << depth) depth++;
        long bytes = (long)(layout.PageBytes + layout.TagBytes) << depth;
        if (pageBytes == Layout.PageBytes || Count != 0 || bytes > (_account.LimitBytes - _account.UsedBytes) / 2) return;
        // At least two, as in the beginning, so that the shift is at most 63.
        var pages = new TablePage[Math.Max(1 << depth, 2)];
        var small = Layout;
        Layout = layout;
        int made = 0;
        try
        {
            for (; made < 1 << depth; made++) pages[made] = NewPage();
        }
        catch (MemoryExhaustedException)
        {
            // Others have taken the memory meanwhile; then the table grows like any other.
            while (made > 0) Return(pages[--made]);
            Layout = small;
            return;
        }
        Return(_pages[0]);
        NativeMemory.Free(_addresses);
        Allocate(pages);
        for (int i = 0; i < made; i++) Place(pages[i], 0, i, depth);
    }

    /// <summary>Forgets all keys and gives back all memory but a first small page.</summary>
    public void Clear()
    {
        Close();
        Start();
    }

    /// <summary>Gives back all memory.</summary>
    public void Close()
    {
        for (int entry = 0; entry < _pages.Length; entry += SpanOf(entry)) Return(_pages[entry]);
        NativeMemory.Free(_addresses);
        _addresses = null;
        _pages = [];
        Count = 0;
    }

    private void Double()
    {
        int entries = 1 << (64 - _shift);
        if (entries >= SizeBytes / Segment.StandardBytes * MaxEntriesPerPage)
            throw new MemoryExhaustedException(
                $"A table of {Count:N0} keys in account '{_account.Name}' cannot grow: more than {Layout.Capacity:N0} keys have nearly the same hash. Choose another key.")
            { AccountName = _account.Name };
        var addresses = _addresses;
        var (fills, pages) = (_fills, _pages);
        Allocate(new TablePage[entries * 2]);
        for (int i = 0; i < entries; i++)
        {
            _addresses[2 * i] = _addresses[2 * i + 1] = addresses[i];
            _pages[2 * i] = _pages[2 * i + 1] = pages[i];
            _fills[2 * i] = _fills[2 * i + 1] = fills[i];
        }
        NativeMemory.Free(addresses);
    }

    private void Start()
    {
        Layout = _smallest;
        Allocate(new TablePage[2]);
        Place(NewPage(), 0, 0, 0);
    }

    private void Allocate(TablePage[] pages)
    {
        _addresses = (TableAddress*)NativeMemory.Alloc((nuint)pages.Length, (nuint)sizeof(TableAddress));
        _pages = pages;
        _fills = new PageFill[pages.Length];
        _shift = 64 - BitOperations.Log2((uint)pages.Length);
    }
}
