using System.Threading.Channels;
using Millrace.Connectors;
using Millrace.Memory;

namespace Millrace;

/// <summary>
/// Rows of a running job as an asynchronous sequence: <c>await foreach (var row in stream)</c>. Made by the program, given to
/// the job as a property and to <see cref="Rows.To{T}(RowStream{T})"/>; enumerated once, by one reader.
/// </summary>
/// <typeparam name="T">The row type.</typeparam>
/// <remarks>
/// A row and its long text are valid until the next <c>MoveNextAsync</c>. The sequence ends when the job has finished, and throws
/// if it failed. A reader that does not keep up holds the job back; one that stops early ends the job with an error.
/// </remarks>
#pragma warning disable CA1001 // The pages are freed when the job has ended and the last of them has been read.
public sealed class RowStream<T> : IAsyncEnumerable<T> where T : unmanaged
#pragma warning restore CA1001
{
    // Enough for both sides to work at the same time.
    private const int MaxPages = 8;

    private readonly Channel<Segment> _pages = Channel.CreateUnbounded<Segment>(new UnboundedChannelOptions { SingleReader = true });
    // Taken from the system only as pages are filled; the limit is for rows of the greatest length.
    private readonly MemoryBudget _budget = new((MaxPages + 1L) * Segment.MaxRowBytes);
    private readonly MemoryAccount _account;
    private readonly Lock _gate = new();
    private readonly List<Action> _waiting = [];
    private int _unread;
    private volatile bool _abandoned;
    private bool _enumerated, _ended, _freed;

    /// <summary>A stream that no job writes to yet.</summary>
    public RowStream() => _account = _budget.CreateAccount("row stream", _budget.TotalBytes);

    /// <summary>Pages filled and not yet read.</summary>
    internal long Outstanding => _account.Outstanding;

    internal MemoryAccount Account => _account;

    /// <summary>True if the run that wrote to it is over.</summary>
    internal bool HasEnded
    {
        get
        {
            lock (_gate) return _ended;
        }
    }

    internal bool HasRoom(Action wake)
    {
        if (_abandoned) throw new ConnectorException("The reader of the job's row stream stopped before the end. Cancel the job instead, or read on.");
        if (Volatile.Read(ref _unread) < MaxPages) return true;
        lock (_gate)
        {
            if (_unread < MaxPages) return true;
            if (!_waiting.Contains(wake)) _waiting.Add(wake);
            return false;
        }
    }

    internal void Write(Segment page)
    {
        Interlocked.Increment(ref _unread);
        if (_abandoned || !_pages.Writer.TryWrite(page)) Return(page);
    }

    internal void End(Exception? error)
    {
        // A second run that was refused has nothing to end.
        if (HasEnded) return;
        _pages.Writer.TryComplete(error);
        // Rows of a failed job that nobody reads are not kept.
        if (_abandoned || (error is not null && !Volatile.Read(ref _enumerated))) Drop();
        lock (_gate) _ended = true;
        FreeIfDone();
    }

    /// <summary>Reads the rows. Throws <see cref="InvalidOperationException"/> the second time.</summary>
    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _enumerated, true)) throw new InvalidOperationException("A RowStream can be enumerated once only; make one per reader and job.");
        try
        {
            while (true)
            {
                if (!_pages.Reader.TryRead(out var page))
                {
                    if (!await _pages.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false)) break;
                    continue;
                }
                try
                {
                    for (int i = 0; i < page.RowCount; i++) yield return page.Rows<T>()[i];
                }
                finally
                {
                    Return(page);
                }
            }
        }
        finally
        {
            _abandoned = !_pages.Reader.Completion.IsCompleted;
            Drop();
        }
    }

    private void Drop()
    {
        while (_pages.Reader.TryRead(out var page)) Return(page);
    }

    private void Return(Segment page)
    {
        _account.Return(page);
        Action[] wake = [];
        lock (_gate)
        {
            _unread--;
            if (_waiting.Count > 0)
            {
                wake = [.. _waiting];
                _waiting.Clear();
            }
        }
        foreach (var action in wake) action();
        FreeIfDone();
    }

    private void FreeIfDone()
    {
        lock (_gate)
        {
            if (!_ended || _freed || _account.Outstanding > 0) return;
            _freed = true;
        }
        _budget.Dispose();
    }
}
