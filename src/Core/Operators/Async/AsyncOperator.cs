using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// Asks something outside the job about each row, and makes a row of both when the answer is there: what all kinds have in common around what
/// one kind does itself.
/// </summary>
/// <remarks>
/// <para>
/// Watermarks wait for the rows before them, in <see cref="AsyncOrder"/>, while later rows are taken in; only the end of input waits here,
/// without room, until the last has gone on.
/// </para>
/// <para>
/// A task that ends wakes the subtask. The step, with nothing to do, ends with <see cref="Flush"/>, which asks to be told the time at once:
/// results go on only while nothing behind is unfinished, which is how <see cref="IChain.ProcessingTime"/> is called.
/// </para>
/// </remarks>
/// <typeparam name="TIn">The row.</typeparam>
/// <typeparam name="TInRecord">What is known of it.</typeparam>
/// <typeparam name="TRows">What this kind does itself.</typeparam>
/// <typeparam name="TOut">The row made of it.</typeparam>
/// <typeparam name="TNext">The next operator.</typeparam>
/// <param name="rows">What this kind does itself.</param>
/// <param name="how">Limits of the calls.</param>
/// <param name="name">Name of the operator.</param>
/// <param name="next">The next operator.</param>
public struct AsyncOperator<TIn, TInRecord, TRows, TOut, TNext>(TRows rows, Async how, string name, TNext next) : IOperator<TIn>
    where TIn : unmanaged
    where TInRecord : struct, IRecord<TIn>
    where TRows : struct, IAsyncRows<TIn, TOut>
    where TNext : struct, IOperator<TOut>
{
    private readonly AsyncOrder _order = new(how.IsOrdered);
    private TRows _rows = rows;
    private TNext _next = next;
    private SubtaskContext _context = null!;
    private AsyncEnd _end;
    private long _count;

    /// <inheritdoc/>
    public readonly bool HasRoom => _order.Count < how.Capacity && !_end.IsDraining && _next.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _context = context;
        _next.Open(context);
        _rows.Open(how, name, context);
    }

    /// <inheritdoc/>
    public void Collect(in TIn row, long time)
    {
        bool isAlone = _order.IsEmpty;
        _count++;
        if (_rows.Take(in row, time, _order.CanPass, ref _next) is not { } item) return;
        Wait(item, time);
        _rows.TakeAnswers(_order);
        // The call has ended at once, and nothing waits before its row.
        if (isAlone && _order.TryTake(out var answered)) Give(answered);
    }

    /// <inheritdoc/>
    public void Flush()
    {
        FlushNext();
        AsyncEnd.Ask(_context, _next.HasRoom, _order.CanTake || _rows.HasEnded, _rows.DueUs);
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
        to.Begin($"{TRows.Kind} {name}");
        // A copy: a lambda has no way to this struct.
        var rows = _rows;
        AsyncSnapshot.Save<TIn, TInRecord>(to, _context.Index, _order, Waiting(), item => rows.RowOf(item));
        _next.Save(to);
    }

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        from.Begin($"{TRows.Kind} {name}");
        foreach (var entry in AsyncSnapshot.Load<TIn, TInRecord>(from, _order, Waiting()))
        {
            if (!entry.IsRow)
            {
                _order.Mark(entry.Time);
                continue;
            }
            TIn row = entry.Row;
            _count++;
            Wait(_rows.TakeLater(in row), entry.Time);
        }
        if (!_order.IsEmpty) AsyncEnd.Ask(_context, hasRoom: true, isReady: true, dueUs: 0);
        _next.Load(from);
    }

    /// <inheritdoc/>
    public void Close()
    {
        try
        {
            _rows.Close();
        }
        finally
        {
            _next.Close();
        }
    }

    private readonly void Wait(AsyncItem item, long time)
    {
        item.Time = time;
        item.Number = _count;
        _order.Add(item);
        _context.Awaited++;
    }

    private bool GoOn()
    {
        _rows.Advance();
        _rows.TakeAnswers(_order);
        return GiveAll() && _end.GoOn(_order.IsEmpty, ref _next);
    }

    // False if a watermark has set off something behind that is unfinished.
    private bool GiveAll()
    {
        while (_next.HasRoom && _context.Budget.Left > 0)
        {
            if (_order.TryTake(out var item))
            {
                Give(item);
                _context.Budget.Spend(1);
            }
            else if (_order.TryTakeWatermark(out long watermark))
            {
                FlushNext();
                if (!_next.Watermark(watermark)) return false;
            }
            else
            {
                return true;
            }
        }
        return true;
    }

    private void Give(AsyncItem item)
    {
        _context.Awaited--;
        if (!_rows.TryGive(item, ref _next)) throw AsyncEnd.Failed(name, _context, item, TRows.Method);
    }

    private void FlushNext()
    {
        _next.Flush();
        _rows.FreeGiven();
    }

    /// <summary>The rows that wait, in any order.</summary>
    private readonly List<AsyncItem> Waiting()
    {
        List<AsyncItem> waiting = [];
        _order.AddTo(waiting);
        // Otherwise those have been all.
        if (!how.IsOrdered) _rows.AddTo(waiting);
        return waiting;
    }
}
