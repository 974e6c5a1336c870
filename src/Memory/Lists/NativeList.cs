using System.Runtime.CompilerServices;

namespace Millrace.Memory;

/// <summary>A growing list in pages of segment memory. Thread: its operator's.</summary>
/// <remarks>
/// The first page starts at 256 B and doubles; from a whole segment on, pages are added and elements never move again, so growth
/// never costs more than one page. Memory is not cleared for new elements. Text inside elements stays where the caller put it.
/// </remarks>
/// <typeparam name="T">Type of the elements; at most a segment long.</typeparam>
public sealed unsafe class NativeList<T> : IDisposable where T : unmanaged
{
    private readonly MemoryAccount _account;
    private Segment[] _pages = [];
    private int _pageCount;
    private int _count;
    // The page being filled.
    private T* _next;
    private T* _end;

    /// <summary>An empty list; it rents when the first element is added.</summary>
    /// <exception cref="ArgumentException">An element is longer than a segment.</exception>
    public NativeList(MemoryAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        if (sizeof(T) > Segment.StandardBytes) throw new ArgumentException($"{typeof(T).Name} is {sizeof(T)} bytes long; an element of a list has at most {Segment.StandardBytes}.");
        _account = account;
    }

    /// <summary>Number of elements.</summary>
    public int Count => _count;

    /// <summary>Bytes rented from the account.</summary>
    public long RentedBytes { get; private set; }

    /// <summary>Number of pages that hold elements; see <see cref="Page"/>.</summary>
    public int PageCount => _count == 0 ? 0 : (_count - 1) / PerPage + 1;

    private static int PerPage => Segment.StandardBytes / sizeof(T);

    /// <summary>The element at a position. The reference is valid until the next <see cref="Add"/>, <see cref="Truncate"/> or <see cref="Clear"/>.</summary>
    public ref T this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if ((uint)index >= (uint)_count) ThrowOutside(index);
            // PerPage is a constant to the JIT: a multiplication, no division.
            return ref ((T*)_pages[index / PerPage].Address)[index % PerPage];
        }
    }

    /// <summary>Adds an element at the end.</summary>
    /// <exception cref="MemoryExhaustedException">The account is used up; the list is as it was.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(in T element)
    {
        if (_next == _end)
        {
            // A copy first: the element may lie on the page that grows.
            AddOnNewMemory(element);
            return;
        }
        *_next++ = element;
        _count++;
    }

    /// <summary>Elements that lie together: those of one page, for loops over all. Valid as long as a reference is.</summary>
    /// <param name="index">From 0 to <see cref="PageCount"/> - 1.</param>
    public Span<T> Page(int index)
    {
        if ((uint)index >= (uint)PageCount) ThrowOutside(index);
        return new Span<T>(_pages[index].Address, Math.Min(PerPage, _count - index * PerPage));
    }

    /// <summary>Drops elements from the end until <paramref name="count"/> are left; pages no longer needed go back.</summary>
    public void Truncate(int count)
    {
        if ((uint)count > (uint)_count) ThrowOutside(count);
        _count = count;
        int pages = PageCount;
        while (_pageCount > pages) DropLastPage();
        if (_pageCount > 0) Fill(count - (_pageCount - 1) * PerPage);
        else _next = _end = null;
    }

    /// <summary>Drops all elements and returns all pages.</summary>
    public void Clear() => Truncate(0);

    /// <inheritdoc cref="Clear"/>
    public void Dispose() => Clear();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddOnNewMemory(T element)
    {
        if (_pageCount > 0 && _pages[_pageCount - 1].SizeBytes < Segment.StandardBytes) EnlargeFirstPage();
        else AddPage();
        *_next++ = element;
        _count++;
    }

    private void AddPage()
    {
        // Only the first page starts small.
        Segment page = _account.Rent(_pageCount == 0 ? Math.Max(Segment.MinBytes, sizeof(T)) : Segment.StandardBytes);
        if (_pageCount == _pages.Length) Array.Resize(ref _pages, Math.Max(4, 2 * _pageCount));
        _pages[_pageCount++] = page;
        RentedBytes += page.SizeBytes;
        Fill(0);
    }

    private void EnlargeFirstPage()
    {
        Segment small = _pages[0];
        Segment page = _account.Rent(2 * small.SizeBytes);
        new ReadOnlySpan<byte>(small.Address, small.SizeBytes).CopyTo(new Span<byte>(page.Address, small.SizeBytes));
        _pages[0] = page;
        RentedBytes += page.SizeBytes - small.SizeBytes;
        _account.Return(small);
        Fill(_count);
    }

    private void DropLastPage()
    {
        Segment page = _pages[--_pageCount];
        _pages[_pageCount] = null!;
        RentedBytes -= page.SizeBytes;
        _account.Return(page);
    }

    /// <summary>Goes on filling the last page behind its first <paramref name="used"/> elements.</summary>
    private void Fill(int used)
    {
        Segment page = _pages[_pageCount - 1];
        _next = (T*)page.Address + used;
        _end = (T*)page.Address + page.SizeBytes / sizeof(T);
    }

    private void ThrowOutside(int index) =>
        throw new ArgumentOutOfRangeException(nameof(index), $"There is no position {index} in a list of {_count} elements ({PageCount} pages).");
}
