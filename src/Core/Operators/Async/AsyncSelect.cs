using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>Asks something outside the job about each row, and makes a row of both when the answer is there.</summary>
/// <remarks>
/// <para>
/// A row is copied when it comes, and its call begun, or as soon as there is room for it. Watermarks wait for the rows before them, in
/// <see cref="AsyncOrder{TItem}"/>, while later rows are taken in; only the end of input waits here, without room, until the last has gone on.
/// </para>
/// <para>
/// A task that ends wakes the subtask. The step, with nothing to do, ends with <see cref="Flush"/>, which asks to be told the time at once:
/// results go on only while nothing behind is unfinished, which is how <see cref="IChain.ProcessingTime"/> is called.
/// </para>
/// </remarks>
/// <typeparam name="TIn">The row.</typeparam>
/// <typeparam name="TInRecord">What is known of it.</typeparam>
/// <typeparam name="TResult">The answer.</typeparam>
/// <typeparam name="TFn">The user's functions.</typeparam>
/// <typeparam name="TOut">The row made of both.</typeparam>
/// <typeparam name="TNext">The next operator.</typeparam>
/// <param name="function">The user's functions.</param>
/// <param name="how">Limits of the calls.</param>
/// <param name="name">Name of the operator.</param>
/// <param name="next">The next operator.</param>
public struct AsyncSelect<TIn, TInRecord, TResult, TFn, TOut, TNext>(TFn function, Async how, string name, TNext next) : IOperator<TIn>
    where TIn : unmanaged
    where TInRecord : struct, IRecord<TIn>
    where TFn : struct, IAsyncFunction<TIn, TResult, TOut>
    where TNext : struct, IOperator<TOut>
{
    private readonly AsyncOrder<AsyncRequest<TIn, TResult>> _order = new(how.IsOrdered);
    private TFn _function = function;
    private TNext _next = next;
    private AsyncCalls<TIn, TInRecord, TResult, TFn>? _calls;
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
        _calls = new(_function, how, name, context);
    }

    /// <inheritdoc/>
    public void Collect(in TIn row, long time)
    {
        bool isAlone = _order.IsEmpty;
        var request = _calls!.Ask(in row);
        request.Time = time;
        request.Number = ++_rows;
        _order.Add(request);
        _context.Awaited++;
        TakeFinished();
        // The call has ended at once, and nothing waits before its row.
        if (isAlone && _order.TryTake(out request)) Emit(request);
    }

    /// <inheritdoc/>
    public void Flush()
    {
        _next.Flush();
        _calls!.FreeRetired();
        AsyncEnd.Ask(_context, _next.HasRoom, _order.CanTake || _calls.HasEnded, _calls.NextDueUs);
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
        to.Begin($"async select {name}");
        AsyncSnapshot.Save<AsyncRequest<TIn, TResult>, TIn, TInRecord>(to, _context.Index, _order, Rows(), static request => request.Arg);
        _next.Save(to);
    }

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        from.Begin($"async select {name}");
        foreach (var entry in AsyncSnapshot.Load<AsyncRequest<TIn, TResult>, TIn, TInRecord>(from, _order, Rows()))
        {
            if (!entry.IsRow)
            {
                _order.Mark(entry.Time);
                continue;
            }
            TIn row = entry.Row;
            var request = _calls!.AskLater(in row);
            request.Time = entry.Time;
            request.Number = ++_rows;
            _order.Add(request);
            _context.Awaited++;
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
            if (_order.TryTake(out var request))
            {
                Emit(request);
                _context.Budget.Spend(1);
            }
            else if (_order.TryTakeWatermark(out long watermark))
            {
                _next.Flush();
                _calls!.FreeRetired();
                if (!_next.Watermark(watermark)) return false;
            }
            else
            {
                return true;
            }
        }
        return true;
    }

    private void Emit(AsyncRequest<TIn, TResult> request)
    {
        _context.Awaited--;
        TOut row;
        if (request.Failure is null) row = _function.Result(in request.Arg, request.Result!);
        else if (TFn.HasFallback) row = _function.Fallback(in request.Arg, request.Failure);
        else throw AsyncEnd.Failed(name, _context, request, request.Attempts, request.Failure, "SelectAsync");
        _next.Collect(in row, request.Time);
        _calls!.Retire(request);
    }

    /// <summary>The rows that wait, in any order.</summary>
    private readonly List<AsyncRequest<TIn, TResult>> Rows()
    {
        List<AsyncRequest<TIn, TResult>> rows = [];
        _order.AddTo(rows);
        // Otherwise those have been all.
        if (!how.IsOrdered) _calls!.AddTo(rows);
        return rows;
    }

    private readonly void TakeFinished()
    {
        while (_calls!.TryTakeFinished(out var request)) _order.Done(request);
    }
}
