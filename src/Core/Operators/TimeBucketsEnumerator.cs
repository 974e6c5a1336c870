using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>Goes through the entries of buckets, in no order.</summary>
internal ref struct TimeBucketsEnumerator<T> where T : unmanaged
{
    private readonly TimeHeap<T> _added;
    private readonly TimeRun<T> _current;
    private readonly ReadOnlySpan<TimeBuckets<T>.Bucket> _later;
    private ReadOnlySpan<TimedEntry<T>> _block;
    private int _at = -1;
    private int _page;
    // The current bucket is before the first of the later ones.
    private int _bucket = -1;
    private Segment? _next;

    internal TimeBucketsEnumerator(TimeHeap<T> added, in TimeRun<T> current, ReadOnlySpan<TimeBuckets<T>.Bucket> later)
    {
        _added = added;
        _current = current;
        _later = later;
        _block = current.FirstBlock;
        _next = current.SecondBlock;
    }

    /// <summary>The entry. Valid until the next.</summary>
    public readonly ref readonly TimedEntry<T> Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _block[_at];
    }

    /// <summary>Goes to the next entry; false behind the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MoveNext() => ++_at < _block.Length || MoveToBlock();

    private bool MoveToBlock()
    {
        _at = 0;
        do
        {
            if (_next is not null)
            {
                _block = _bucket < 0 ? _current.ElementsOf(_next) : _later[_bucket].Items.ElementsOf(_next);
                _next = _next.Next;
            }
            else if (_bucket + 1 < _later.Length)
            {
                _next = _later[++_bucket].Items.First;
                _block = default;
            }
            else if (_page < _added.PageCount)
            {
                _block = _added.Page(_page++);
            }
            else
            {
                _block = default;
                return false;
            }
        } while (_block.IsEmpty);
        return true;
    }
}
