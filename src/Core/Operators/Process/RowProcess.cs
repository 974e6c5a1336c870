using Millrace.Memory;
using Millrace.Runtime;
using Millrace.State;

namespace Millrace.Operators;

/// <summary>Calls a function of the user's for each row.</summary>
/// <typeparam name="TIn">The row.</typeparam>
/// <typeparam name="TFn">The function.</typeparam>
/// <typeparam name="TState">Its state per key, of which it has none.</typeparam>
/// <typeparam name="TOut">The rows it makes.</typeparam>
/// <typeparam name="TNext">The next operator.</typeparam>
/// <typeparam name="TSides">Its side outputs.</typeparam>
/// <param name="function">The function.</param>
/// <param name="name">Name of the operator.</param>
/// <param name="next">The next operator.</param>
/// <param name="sides">Its side outputs.</param>
public struct RowProcess<TIn, TFn, TState, TOut, TNext, TSides>(TFn function, string name, TNext next, TSides sides) : IOperator<TIn>
    where TFn : struct, IProcessFunction<TIn, TOut>, IFunctionState<TState, ProcessContext<TOut>>
    where TState : unmanaged
    where TNext : struct, IOperator<TOut>
    where TSides : struct, ISideOutputs
{
    // Enough for what is behind to be worth a call.
    private const int MostRows = 256;

    private readonly string _name = name;
    private readonly ProcessContext<TOut> _context = new();
    private TFn _function = function;
    private TNext _next = next;
    private TSides _sides = sides;
    private StateBinder? _binder;
    private RetiredMemory _retired = null!;
    private bool _attached;

    /// <inheritdoc/>
    public readonly bool HasRoom => _next.HasRoom && _sides.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _context.Subtask = context;
        _next.Open(context);
        _sides.Open(context);
        _sides.Attach(_context);
        // Without a key there is no state (MR3024, MR3028) but what belongs to the subtask.
        _retired = new RetiredMemory(new StateHeap(context.State));
        _binder = new StateBinder(new OperatorContext(_name, context), new StateCell(), _retired);
        _function.Attach(_binder);
        _attached = true;
    }

    /// <inheritdoc/>
    public void Collect(in TIn row, long time)
    {
        _context.TimeUs = time;
        _function.Process(in row, _context);
        if (_context.Rows.Count >= MostRows) Drain();
    }

    /// <inheritdoc/>
    public void Flush()
    {
        Drain();
        _next.Flush();
        _sides.Flush();
    }

    /// <inheritdoc/>
    public bool Watermark(long watermark)
    {
        Drain();
        _context.WatermarkUs = watermark;
        return _next.Watermark(watermark) & _sides.Watermark(watermark);
    }

    /// <inheritdoc/>
    public bool ProcessingTime(long nowUs)
    {
        Drain();
        return _next.ProcessingTime(nowUs) & _sides.ProcessingTime(nowUs);
    }

    /// <inheritdoc/>
    public bool Finish()
    {
        Drain();
        return _next.Finish() & _sides.Finish();
    }

    /// <inheritdoc/>
    public bool Resume() => _next.Resume() & _sides.Resume();

    /// <inheritdoc/>
    public void Save(SnapshotWriter to)
    {
        to.Begin($"function {_name}");
        foreach (var field in _binder!.OwnFields) field.Save(to);
        _next.Save(to);
        _sides.Save(to);
    }

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        from.Begin($"function {_name}");
        foreach (var field in _binder!.OwnFields) field.Load(from);
        _next.Load(from);
        _sides.Load(from);
    }

    /// <inheritdoc/>
    public void Close()
    {
        try
        {
            if (_attached) _function.Detach();
        }
        finally
        {
            _attached = false;
            _retired?.Heap.Dispose();
            _next.Close();
            _sides.Close();
        }
    }

    private void Drain()
    {
        if (_context.Rows.Count > 0) _context.Rows.DrainTo(ref _next);
        _sides.Drain();
        if (_retired.Count == 0) return;
        _next.Flush();
        _sides.Flush();
        _retired.Free();
    }
}
