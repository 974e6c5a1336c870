#if DEBUG
using System.Diagnostics;
#endif
using System.Diagnostics.CodeAnalysis;

namespace Millrace.Memory;

/// <summary>A share of the job's memory. Thread: any.</summary>
/// <remarks>
/// An account counts bytes rented against its limit; the memory itself is pooled in the budget, so what one account gives
/// back another can use without a copy or a system call. Within its limit an account is always served.
/// </remarks>
public sealed class MemoryAccount : IDisposable
{
    private readonly MemoryBudget _budget;
    private readonly bool _ownsBudget;
    private long _usedBytes;
    private long _outstanding;
    private volatile bool _closed;

    internal MemoryAccount(MemoryBudget budget, string name, long limitBytes)
    {
        _budget = budget;
        Name = name;
        LimitBytes = limitBytes;
    }

    /// <summary>An account with a budget of its own.</summary>
    internal MemoryAccount(string name, long limitBytes) : this(new MemoryBudget(limitBytes), name, limitBytes)
    {
        _ownsBudget = true;
        _budget.Adopt(this);
    }

    /// <summary>What the account is for; errors name it.</summary>
    public string Name { get; }

    /// <summary>Most bytes that may be rented at a time.</summary>
    public long LimitBytes { get; }

    /// <summary>Bytes rented now, in whole blocks.</summary>
    public long UsedBytes => Volatile.Read(ref _usedBytes);

    /// <summary>Segments rented and not yet returned.</summary>
    public long Outstanding => Volatile.Read(ref _outstanding);

    /// <summary>Rents an empty segment of the standard size; false if the account is used up.</summary>
    public bool TryRent(out Segment segment) => TryRentBlock(Segment.StandardBytes, out segment);

    /// <summary>
    /// Rents an empty segment of at least <paramref name="sizeBytes"/> (rounded up to a power of two from
    /// <see cref="Segment.MinBytes"/>); false if the account has less left.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">More than <see cref="Segment.MaxRowBytes"/>.</exception>
    public bool TryRent(int sizeBytes, out Segment segment) => TryRentBlock(SegmentPool.BlockBytes(sizeBytes), out segment);

    /// <summary>Rents like <see cref="TryRent(int, out Segment)"/>, for what cannot wait for memory to come back.</summary>
    /// <exception cref="MemoryExhaustedException">The account has less left.</exception>
    public Segment Rent(int sizeBytes = Segment.StandardBytes)
    {
        if (!TryRent(sizeBytes, out Segment segment)) ThrowExhausted(sizeBytes);
        return segment;
    }

    /// <summary>Gives a segment back; it must not be used afterwards.</summary>
    /// <exception cref="InvalidOperationException">It is not rented, or rented from another account.</exception>
    public void Return(Segment segment)
    {
        ArgumentNullException.ThrowIfNull(segment);
        if (!ReferenceEquals(segment.Account, this)) ThrowForeign(segment);
        if (!segment.TryMarkReturned()) ThrowReturnedTwice(segment);
        int sizeBytes = segment.SizeBytes;
#if DEBUG
        segment.Poison();
        segment.HolderStack = null;
#endif
        _budget.Pool.Add(segment);
        // The block is back before the account says so: whoever may rent again finds it.
        Interlocked.Add(ref _usedBytes, -sizeBytes);
        if (Interlocked.Decrement(ref _outstanding) == 0 && _closed) _budget.Settle();
    }

    /// <summary>Throws <see cref="InvalidOperationException"/> with a list of the segments that were not returned, if any. For tests and clean ends.</summary>
    public void AssertNothingOutstanding()
    {
        if (Outstanding != 0) throw new InvalidOperationException($"Account '{Name}' misses {Outstanding} segments ({UsedBytes} bytes): {string.Join("; ", _budget.OutstandingOf(this))}");
    }

    /// <summary>Closes the account: nothing more can be rented, and its share is free for other accounts once all is returned.</summary>
    public void Dispose()
    {
        if (_ownsBudget) _budget.Dispose();
        Close();
        _budget.Settle();
    }

    internal bool IsClosed => _closed;

    /// <summary>Refuses further rents. Whoever reads <see cref="Outstanding"/> afterwards sees every rent that was not refused.</summary>
    internal void Close()
    {
        _closed = true;
        Interlocked.MemoryBarrier();
    }

    [DoesNotReturn]
    internal void ThrowExhausted(int sizeBytes) => throw new MemoryExhaustedException(
        $"The memory of '{Name}' is used up: {MemoryBudget.Text(UsedBytes)} of {MemoryBudget.Text(LimitBytes)} are in use and {MemoryBudget.Text(sizeBytes)} more are needed. " +
        "Give the job more memory with --memory, or keep less state: shorter windows, a shorter time to live, fewer keys.")
    { AccountName = Name };

    private bool TryRentBlock(int blockBytes, out Segment segment)
    {
        // An exact reservation: a failing large rent must not make a small one fail beside it.
        long used = Volatile.Read(ref _usedBytes);
        while (true)
        {
            if (used + blockBytes > LimitBytes)
            {
                segment = null!;
                return false;
            }
            long seen = Interlocked.CompareExchange(ref _usedBytes, used + blockBytes, used);
            if (seen == used) break;
            used = seen;
        }
        Interlocked.Increment(ref _outstanding);
        // After the count, so that a budget being disposed either sees this rent or is seen by it.
        if (_closed) return GiveUp(blockBytes, out segment);
        segment = _budget.Pool.Take(blockBytes);
        segment.MarkRented(this);
#if DEBUG
        segment.HolderThread = Environment.CurrentManagedThreadId;
        if (MemoryBudget.TraceRents) segment.HolderStack = $"{Environment.NewLine}{new StackTrace(1, fNeedFileInfo: true)}";
#endif
        return true;
    }

    private bool GiveUp(int blockBytes, out Segment segment)
    {
        segment = null!;
        Interlocked.Add(ref _usedBytes, -blockBytes);
        if (Interlocked.Decrement(ref _outstanding) == 0) _budget.Settle();
        return false;
    }

    private void ThrowForeign(Segment segment) => throw new InvalidOperationException(
        $"{segment} was returned to account '{Name}'; return a segment to its own Account.");

    private void ThrowReturnedTwice(Segment segment) => throw new InvalidOperationException(
        $"{segment} was returned to account '{Name}' twice; a segment has one owner, who returns it or hands it over.");
}
