using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Connectors;

/// <summary>Takes rows from a feed that runs beside on the pool, a batch at a time.</summary>
internal sealed class FeedSplitReader<T> : SplitReader<T>, IRowQueue<T> where T : unmanaged
{
    // One being read, one ready, one being filled.
    private const int Batches = 3;

    private readonly string _name;
    private readonly Action _wake;
    private readonly Lock _gate = new();
    private readonly Queue<(RowBuffer<T> Batch, int Count)> _filled = new(Batches);
    private readonly Stack<RowBuffer<T>> _free = new(Batches);
    private readonly CancellationTokenSource _cancelled = new();
    private readonly ScratchArena? _text;

    // The feed's side.
    private RowBuffer<T>? _filling;
    private int _count;
    private TaskCompletionSource? _room;

    // The subtask's side.
    private RowBuffer<T>? _reading;
    private int _at, _end;
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
            if (_reading is not null)
            {
                _free.Push(_reading);
                _reading = null;
                (room, _room) = (_room, null);
            }
            if (_filled.TryDequeue(out var next))
            {
                (_reading, _at, _end) = (next.Batch, 0, next.Count);
                result = ReadResult.Rows;
            }
            else if (_error is not null)
            {
                throw new ConnectorException($"The source '{_name}' failed at row {_position + 1}, in the code that makes its rows: {_error.GetType().Name}: {Sentence.Of(_error.Message)}", _error);
            }
            else
            {
                _awaited = !_finished;
                result = _finished ? ReadResult.End : ReadResult.Wait;
            }
        }
        room?.SetResult();
        return result == ReadResult.Rows;
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
            // Nobody knows how long the next value takes.
            if (_awaited) Flush();
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
                if (!_free.TryPop(out _filling)) return false;
            }
            _filling.Text.Reset();
            _count = 0;
        }
        using ((_text ?? _filling.Text).Enter()) Unsafe.Add(ref _filling.Rows, _count) = row(value);
        if (++_count == RowBuffers<T>.BatchRows) Flush();
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
            if (_count > 0) _filled.Enqueue((_filling, _count));
            else _free.Push(_filling);
            wake = _awaited && _count > 0 && !_disposed;
            _filling = null;
            _awaited = _awaited && !wake;
        }
        if (wake) _wake();
    }

    protected override void Dispose(bool disposing)
    {
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            if (_reading is not null) _free.Push(_reading);
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
