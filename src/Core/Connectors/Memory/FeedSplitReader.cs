using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Connectors;

/// <summary>
/// Takes rows from a feed that runs beside on the pool: a batch at a time, and of the batch being filled what there is if nothing else is ready.
/// The feed may then be in code of the program that does not come back for long, so the reader takes those rows without its help.
/// </summary>
internal sealed class FeedSplitReader<T> : SplitReader<T>, IRowQueue<T> where T : unmanaged
{
    // One being read, one ready, one being filled.
    private const int Batches = 3;

    private readonly string _name;
    private readonly Action _wake;
    private readonly Lock _gate = new();
    private readonly Queue<(RowBuffer<T> Batch, int From, int Count)> _filled = new(Batches);
    private readonly Stack<RowBuffer<T>> _free = new(Batches);
    private readonly CancellationTokenSource _cancelled = new();
    private readonly ScratchArena? _text;

    // The feed's side. The batch changes under the lock only; its count is written behind each row, and read by the subtask.
    private RowBuffer<T>? _filling;
    private int _count;
    private TaskCompletionSource? _room;

    // The subtask's side.
    private RowBuffer<T>? _reading;
    private int _at, _end;
    // Rows already taken of the batch being filled. Under the lock.
    private int _taken;
    private long _position, _first;

    private Exception? _error;
    private volatile bool _awaited;
    private bool _finished, _disposed;

    /// <param name="feed">Makes the rows.</param>
    /// <param name="name">What the user calls it, for errors.</param>
    /// <param name="wake">Wakes the subtask.</param>
    public FeedSplitReader(RowFeed<T> feed, string name, Action wake)
    {
        _name = name;
        _wake = wake;
        _text = feed.KeepsText ? new ScratchArena() : null;
        for (int i = 0; i < Batches; i++) _free.Push(new RowBuffer<T>(RowBuffers<T>.BatchRows));
        Completion = Task.Run(() => RunAsync(feed));
    }

    /// <summary>Ends when the feed has ended and its memory is freed.</summary>
    internal Task Completion { get; }

    public override long Position => _position;

    public override string Locate(int index) => $"row {_first + index + 1}";

    public override ReadResult Read(int maxRows, out ReadOnlySpan<T> rows)
    {
        if (_at == _end && !Next(out var result))
        {
            rows = default;
            return result;
        }
        int count = Math.Min(maxRows, _end - _at);
        rows = _reading!.First(_end).Slice(_at, count);
        _at += count;
        _first = _position;
        _position += count;
        return ReadResult.Rows;
    }

    private bool Next(out ReadResult result)
    {
        TaskCompletionSource? room = null;
        lock (_gate)
        {
            var done = _reading;
            _reading = null;
            if (_filled.TryDequeue(out var next)) (_reading, _at, _end) = next;
            else if (!_finished && !TakeOfFilling()) WaitUnlessFilling();
            if (done is not null && done != _reading && done != _filling)
            {
                _free.Push(done);
                (room, _room) = (_room, null);
            }
            result = _reading is not null ? ReadResult.Rows : _finished ? ReadResult.End : ReadResult.Wait;
        }
        room?.SetResult();
        if (result == ReadResult.End && _error is not null)
            throw new ConnectorException($"The source '{_name}' failed at row {_position + 1}, in the code that makes its rows: {_error.GetType().Name}: {Sentence.Of(_error.Message)}", _error);
        return result == ReadResult.Rows;
    }

    private bool TakeOfFilling()
    {
        if (_filling is null || Volatile.Read(ref _count) is var count && count == _taken) return false;
        (_reading, _at, _end) = (_filling, _taken, count);
        _taken = count;
        return true;
    }

    // Either the feed sees, behind its next row, that it is awaited, or that row is seen here. The barrier stands here, where it is
    // needed once in a wait, so that the feed needs none at each row. A batch begun later is begun under the lock.
    private void WaitUnlessFilling()
    {
        _awaited = true;
        if (_filling is null) return;
        Interlocked.MemoryBarrierProcessWide();
        if (TakeOfFilling()) _awaited = false;
    }

    private async Task RunAsync(RowFeed<T> feed)
    {
        Exception? error = null;
        try
        {
            await feed.RunAsync(this, _cancelled.Token).ConfigureAwait(false);
            Flush();
        }
        catch (Exception caught)
        {
            // Rows before the failure come first, as they would have in a slower run.
            Flush();
            error = caught;
        }
        bool wake;
        lock (_gate)
        {
            _finished = true;
            _error = error;
            wake = _awaited && !_disposed;
            _awaited = false;
            if (_disposed) Free();
        }
        if (wake) _wake();
    }

    bool IRowQueue<T>.TryAdd<TValue>(TValue value, Func<TValue, T> row) => TryAdd(value, row);

    bool IRowQueue<T>.TryAddAll<TValue>(IEnumerator<TValue> values, Func<TValue, T> row, ref bool isAhead, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            if (!isAhead && !MoveNext(values)) return true;
            isAhead = true;
            if (!TryAdd(values.Current, row)) return false;
            isAhead = false;
        }
        return true;
    }

    private bool MoveNext<TValue>(IEnumerator<TValue> values)
    {
        if (_text is null) return values.MoveNext();
        using var scope = _text.Enter();
        return values.MoveNext();
    }

    private bool TryAdd<TValue>(TValue value, Func<TValue, T> row)
    {
        if (_filling is null)
        {
            lock (_gate)
            {
                if (!_free.TryPop(out var free)) return false;
                free.Text.Reset();
                (_filling, _count, _taken) = (free, 0, 0);
            }
        }
        using ((_text ?? _filling.Text).Enter()) Unsafe.Add(ref _filling.Rows, _count) = row(value);
        Volatile.Write(ref _count, _count + 1);
        // Nobody knows how long the next value takes.
        if (_count == RowBuffers<T>.BatchRows) Flush();
        else if (_awaited) Wake();
        return true;
    }

    async ValueTask IRowQueue<T>.WaitForRoomAsync(CancellationToken cancellation)
    {
        Task room;
        lock (_gate)
        {
            if (_free.Count > 0) return;
            room = (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
        await room.WaitAsync(cancellation).ConfigureAwait(false);
    }

    void IRowQueue<T>.Flush() => Flush();

    private void Flush()
    {
        bool wake;
        lock (_gate)
        {
            if (_filling is null) return;
            wake = TakeAwaited();
            if (_count > _taken) _filled.Enqueue((_filling, _taken, _count));
            else if (_filling != _reading) _free.Push(_filling);
            _filling = null;
        }
        if (wake) _wake();
    }

    private void Wake()
    {
        bool wake;
        lock (_gate) wake = TakeAwaited();
        if (wake) _wake();
    }

    // True if the reader waits for what there is now.
    private bool TakeAwaited()
    {
        bool wake = _awaited && _count > _taken && !_disposed;
        _awaited = _awaited && !wake;
        return wake;
    }

    /// <summary>Ends when the feed will call no code of the program any more. Thread: any; after, or instead of, <see cref="SplitReader{T}.Dispose()"/>.</summary>
    public Task StopAsync()
    {
        Dispose();
        return Completion;
    }

    protected override void Dispose(bool disposing)
    {
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            if (_reading is not null && _reading != _filling) _free.Push(_reading);
            _reading = null;
            if (_finished) Free();
        }
        // Not awaited, and not here: the feed's own code hangs on this token.
        _ = _cancelled.CancelAsync();
    }

    private void Free()
    {
        while (_filled.TryDequeue(out var filled)) filled.Batch.Dispose();
        while (_free.TryPop(out var batch)) batch.Dispose();
        _filling?.Dispose();
        _text?.Dispose();
    }
}
