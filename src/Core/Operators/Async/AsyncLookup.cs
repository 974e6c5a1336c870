using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>Looks something up for each row, outside the job or among the answers kept, and makes a row of both.</summary>
/// <remarks>
/// For a key there is one call at a time: rows of the same key wait for it together. Order, watermarks and the end of input are as in
/// <see cref="AsyncSelect{TIn, TInRecord, TResult, TFn, TOut, TNext}"/>. A row whose answer is there, and before which nothing waits, goes on
/// without being copied.
/// </remarks>
/// <typeparam name="TIn">The row.</typeparam>
/// <typeparam name="TInRecord">What is known of it.</typeparam>
/// <typeparam name="TKey">What is looked up.</typeparam>
/// <typeparam name="TKeyRecord">How to hash and compare keys.</typeparam>
/// <typeparam name="TValue">What is found.</typeparam>
/// <typeparam name="TFn">The user's functions.</typeparam>
/// <typeparam name="TOut">The row made of both.</typeparam>
/// <typeparam name="TNext">The next operator.</typeparam>
/// <param name="function">The user's functions.</param>
/// <param name="how">Limits of the calls.</param>
/// <param name="cache">What is kept of answers.</param>
/// <param name="name">Name of the operator.</param>
/// <param name="next">The next operator.</param>
public struct AsyncLookup<TIn, TInRecord, TKey, TKeyRecord, TValue, TFn, TOut, TNext>(TFn function, Async how, Cache cache, string name, TNext next) : IOperator<TIn>
    where TIn : unmanaged
    where TInRecord : struct, IRecord<TIn>
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TValue : class
    where TFn : struct, ILookupFunction<TIn, TKey, TValue, TOut>
    where TNext : struct, IOperator<TOut>
{
    private readonly AsyncOrder<LookupRow<TIn, TValue>> _order = new(how.IsOrdered);
    private readonly Stack<LookupRow<TIn, TValue>> _spares = [];
    private readonly List<LookupRow<TIn, TValue>> _retired = [];
    private TFn _function = function;
    private TNext _next = next;
    private AsyncCalls<TKey, TKeyRecord, TValue?, TFn>? _calls;
    private LookupCache<TIn, TKey, TKeyRecord, TValue>? _cache;
    private StateHeap? _heap;
    private SubtaskContext _context = null!;
    private AsyncEnd _end;
    private long _rows;

    /// <inheritdoc/>
    public readonly bool HasRoom => _order.Count < how.Capacity && !_end.IsDraining && _next.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _context = context;
        _next.Open(context);
        _heap = new(context.State);
        _cache = new(cache, name, context);
        _calls = new(_function, how, name, context);
    }

    /// <inheritdoc/>
    public void Collect(in TIn row, long time)
    {
        _rows++;
        TKey key = _function.Key(in row);
        int entry = _cache!.Find(in key, _context.OutsideNowUs, out bool isNew);
        bool isThere = _cache.TryGet(entry, out var value);
        if (isThere && _order.CanPass)
        {
            Send(in row, time, value);
            return;
        }
        if (!_spares.TryPop(out var waiting)) waiting = new();
        waiting.Row = _heap!.Keep<TIn, TInRecord>(in row);
        waiting.Time = time;
        waiting.Number = _rows;
        _order.Add(waiting);
        _context.Awaited++;
        if (isThere)
        {
            waiting.Value = value;
            _order.Done(waiting);
            return;
        }
        _cache.Wait(entry, waiting);
        if (!isNew) return;
        _calls!.Ask(in key).Entry = entry;
        TakeFinished();
    }

    /// <inheritdoc/>
    public void Flush()
    {
        _next.Flush();
        FreeRetired();
        AsyncEnd.Ask(_context, _next.HasRoom, _order.CanTake || _calls!.HasEnded, _calls!.NextDueUs);
    }

    /// <inheritdoc/>
    public bool Watermark(long watermark)
    {
        if (_order.IsEmpty) return _next.Watermark(watermark);
        _order.Mark(watermark);
        return true;
    }

    /// <inheritdoc/>
    public bool ProcessingTime(long nowUs)
    {
        _end.Tell(nowUs);
        return GoOn();
    }

    /// <inheritdoc/>
    public bool Finish()
    {
        _end.Finish();
        return GoOn();
    }

    /// <inheritdoc/>
    public bool Resume() => _next.Resume() && GoOn();

    /// <inheritdoc/>
    public void Save(SnapshotWriter to)
    {
        to.Begin($"async lookup {name}");
        AsyncSnapshot.Save<LookupRow<TIn, TValue>, TIn, TInRecord>(to, _context.Index, _order, Rows(), static waiting => waiting.Row);
        _next.Save(to);
    }

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        from.Begin($"async lookup {name}");
        foreach (var entry in AsyncSnapshot.Load<LookupRow<TIn, TValue>, TIn, TInRecord>(from, _order, Rows()))
        {
            if (!entry.IsRow)
            {
                _order.Mark(entry.Time);
                continue;
            }
            TIn row = entry.Row;
            var waiting = new LookupRow<TIn, TValue> { Row = _heap!.Keep<TIn, TInRecord>(in row), Time = entry.Time, Number = ++_rows };
            _order.Add(waiting);
            _context.Awaited++;
            // No answer is there yet.
            TKey key = _function.Key(in row);
            int place = _cache!.Find(in key, _context.NowUs, out bool isNew);
            _cache.Wait(place, waiting);
            if (isNew) _calls!.AskLater(in key).Entry = place;
        }
        if (!_order.IsEmpty) AsyncEnd.Ask(_context, hasRoom: true, isReady: true, dueUs: 0);
        _next.Load(from);
    }

    /// <inheritdoc/>
    public readonly void Close()
    {
        try
        {
            _calls?.Close();
        }
        finally
        {
            _cache?.Dispose();
            _heap?.Dispose();
            _next.Close();
        }
    }

    private bool GoOn()
    {
        _calls!.Advance();
        TakeFinished();
        return SendResults() && _end.GoOn(_order.IsEmpty, ref _next);
    }

    // False if a watermark has set off something behind that is unfinished.
    private bool SendResults()
    {
        while (_next.HasRoom && _context.Budget.Left > 0)
        {
            if (_order.TryTake(out var row))
            {
                Emit(row);
                _context.Budget.Spend(1);
            }
            else if (_order.TryTakeWatermark(out long watermark))
            {
                _next.Flush();
                FreeRetired();
                if (!_next.Watermark(watermark)) return false;
            }
            else
            {
                return true;
            }
        }
        return true;
    }

    private void Emit(LookupRow<TIn, TValue> row)
    {
        _context.Awaited--;
        _retired.Add(row);
        if (row.Failure is null)
        {
            Send(in row.Row, row.Time, row.Value);
            return;
        }
        if (!TFn.HasFallback) throw AsyncEnd.Failed(name, _context, row, row.Attempts, row.Failure, TFn.KeepsMissing ? "LeftLookup" : "Lookup");
        TOut made = _function.Fallback(in row.Row, row.Failure);
        _next.Collect(in made, row.Time);
    }

    private void Send(in TIn row, long time, TValue? value)
    {
        if (value is null && !TFn.KeepsMissing) return;
        TOut made = _function.Result(in row, value);
        _next.Collect(in made, time);
    }

    /// <summary>The rows that wait, in any order.</summary>
    private readonly List<LookupRow<TIn, TValue>> Rows()
    {
        List<LookupRow<TIn, TValue>> rows = [];
        _order.AddTo(rows);
        // Otherwise those have been all.
        if (!how.IsOrdered) _cache!.AddTo(rows);
        return rows;
    }

    private readonly void TakeFinished()
    {
        while (_calls!.TryTakeFinished(out var request))
        {
            // Before the entry goes to another key.
            var waiting = _cache!.TakeWaiting(request.Entry);
            if (request.Failure is null) _cache.Answer(request.Entry, request.Result, _context.OutsideNowUs);
            else _cache.Remove(request.Entry);
            while (waiting is { } row)
            {
                waiting = row.NextWaiting;
                (row.Value, row.Failure, row.Attempts, row.NextWaiting) = (request.Result, request.Failure, request.Attempts, null);
                _order.Done(row);
            }
            _calls.Retire(request);
        }
    }

    private readonly void FreeRetired()
    {
        _calls!.FreeRetired();
        foreach (var row in _retired)
        {
            _heap!.Release<TIn, TInRecord>(in row.Row);
            row.Row = default;
            row.Value = null;
            row.Failure = null;
            row.IsDone = false;
            _spares.Push(row);
        }
        _retired.Clear();
    }
}
