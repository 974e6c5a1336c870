namespace Millrace.Memory;

/// <summary>The free segments of one size: a slot or two per thread, and a stack for the rest. Lock-free; thread: any.</summary>
/// <remarks>
/// The per-thread slots are striped by thread id rather than thread-static: any thread can empty any slot, so no free
/// segment is ever out of reach, and nothing has to be collected when a thread ends. The stack links segments by id
/// under a tag that changes with every operation, since segments come back to it (ABA).
/// </remarks>
internal sealed class SizeClass(SegmentPool pool)
{
    private const int StripeCount = 16;
    // Stripes lie a cache line apart; each uses the first two of its eight references.
    private const int StripeLength = 8;
    private const int SlotsPerStripe = 2;

    private readonly SegmentPool _pool = pool;
    private readonly Segment?[] _slots = new Segment?[(StripeCount + 1) * StripeLength];
    // High half: tag. Low half: id of the top segment plus 1, or 0.
    private long _head;

    /// <summary>Takes a free segment, or null if there is none anywhere.</summary>
    public Segment? TryTake()
    {
        int first = FirstSlot;
        for (int i = first; i < first + SlotsPerStripe; i++)
            if (TryTakeSlot(i) is { } own) return own;
        return TryPop() ?? TakeFromOthers();
    }

    /// <summary>Adds a free segment.</summary>
    public void Add(Segment segment)
    {
        int first = FirstSlot;
        for (int i = first; i < first + SlotsPerStripe; i++)
            if (_slots[i] is null && Interlocked.CompareExchange(ref _slots[i], segment, null) is null) return;
        Push(segment);
    }

    /// <summary>Adds a free segment where every thread finds it.</summary>
    public void Push(Segment segment)
    {
        long head = Volatile.Read(ref _head);
        while (true)
        {
            segment.NextFree = (int)head;
            long seen = Interlocked.CompareExchange(ref _head, Tagged(head, segment.Id + 1), head);
            if (seen == head) return;
            head = seen;
        }
    }

    private static int FirstSlot => (1 + (Environment.CurrentManagedThreadId & (StripeCount - 1))) * StripeLength;

    private static long Tagged(long head, int top) => (((head >> 32) + 1) << 32) | (uint)top;

    private Segment? TryPop()
    {
        long head = Volatile.Read(ref _head);
        while ((int)head != 0)
        {
            Segment top = _pool.ById((int)head - 1);
            // A stale link is harmless: then the tag has changed as well.
            long seen = Interlocked.CompareExchange(ref _head, Tagged(head, Volatile.Read(ref top.NextFree)), head);
            if (seen == head) return top;
            head = seen;
        }
        return null;
    }

    private Segment? TakeFromOthers()
    {
        for (int stripe = StripeLength; stripe < _slots.Length; stripe += StripeLength)
            for (int i = stripe; i < stripe + SlotsPerStripe; i++)
                if (TryTakeSlot(i) is { } other) return other;
        return null;
    }

    private Segment? TryTakeSlot(int i) => _slots[i] is null ? null : Interlocked.Exchange(ref _slots[i], null);
}
