using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Millrace.Connectors;

namespace Millrace;

/// <summary>
/// Values that a running job makes of its rows, as an asynchronous sequence: <c>await foreach (var value in stream)</c>. Made by the
/// program, given to the job as a property and to <see cref="Rows.To{T, TValue}(RowStream{TValue}, Func{T, TValue})"/>; enumerated once, by
/// one reader.
/// </summary>
/// <typeparam name="T">What the reader gets: a type without text, or a managed one.</typeparam>
/// <remarks>
/// What the reader gets may be kept. The sequence ends when the job has finished, and throws if it failed. A reader that does not keep up
/// holds the job back; one that stops early ends the job with an error.
/// </remarks>
public sealed class RowStream<T> : IAsyncEnumerable<T>
{
    // Enough for both sides to work at the same time.
    private const int MaxPages = 8;

    private readonly Channel<(T[] Page, int Count)> _pages = Channel.CreateUnbounded<(T[] Page, int Count)>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentBag<T[]> _free = [];
    private readonly Lock _gate = new();
    private readonly List<Action> _waiting = [];
    private int _unread;
    private volatile bool _abandoned;
    private bool _enumerated;

    /// <summary>A stream that nobody writes to yet.</summary>
    public RowStream() => Claim = new RunClaim("The RowStream", Complete);

    /// <summary>The right to write to it.</summary>
    internal RunClaim Claim { get; }

    /// <summary>Pages filled and not yet read.</summary>
    internal int Unread => Volatile.Read(ref _unread);

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

    /// <summary>An empty page. Thread: any.</summary>
    internal T[] Rent(int size) => _free.TryTake(out var page) ? page : new T[size];

    /// <summary>Hands a page to the reader. Thread: any.</summary>
    internal void Write(T[] page, int count)
    {
        Interlocked.Increment(ref _unread);
        if (!_abandoned && _pages.Writer.TryWrite((page, count))) return;
        Return(page, count);
        // Only the run that has the claim writes, and only until it ends.
        if (!_abandoned) throw new ConnectorException("The job's row stream has been completed while the job still writes to it; please report this.");
    }

    private void Complete(ConnectorException? error)
    {
        _pages.Writer.TryComplete(error);
        // Rows of a failed job that nobody reads are not kept.
        if (_abandoned || (error is not null && !Volatile.Read(ref _enumerated))) Drop();
    }

    /// <summary>Reads the values. Throws <see cref="InvalidOperationException"/> the second time.</summary>
    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _enumerated, true)) throw new InvalidOperationException("A RowStream can be enumerated once only; make one per reader and job.");
        try
        {
            while (true)
            {
                if (!_pages.Reader.TryRead(out var read))
                {
                    if (!await _pages.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false)) break;
                    continue;
                }
                try
                {
                    for (int i = 0; i < read.Count; i++) yield return read.Page[i];
                }
                finally
                {
                    Return(read.Page, read.Count);
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
        while (_pages.Reader.TryRead(out var read)) Return(read.Page, read.Count);
    }

    private void Return(T[] page, int count)
    {
        // What has been read is the reader's: nothing here keeps it alive.
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>()) page.AsSpan(0, count).Clear();
        _free.Add(page);
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
    }
}
