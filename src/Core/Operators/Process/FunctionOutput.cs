using Millrace.Memory;
using Millrace.Runtime;
using Millrace.State;

namespace Millrace.Operators;

/// <summary>
/// What is behind a keyed function: hands on the rows it makes, fires its timers, and frees what its state has given up once no row points
/// at it any more.
/// </summary>
internal struct FunctionOutput<TKey, TKeyRecord, TFn, TState, TOut, TNext, TSides>(TNext next, TSides sides)
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TFn : struct, IFunctionState<TState, KeyedContext<TKey, TOut>>
    where TState : unmanaged
    where TNext : struct, IOperator<TOut>
    where TSides : struct, ISideOutputs
{
    // Per batch of rows: more than come into being, if each row is of another key.
    private const int KeysExpired = 256;
    private const int MostFired = 64;

    private TNext _next = next;
    private TSides _sides = sides;
    private KeyedFunction<TKey, TKeyRecord, TFn, TState, TOut> _function = null!;
    private SubtaskContext _context = null!;
    private long _watermark = long.MinValue;
    private long _nowUs;
    private Firing _firing;

    public readonly bool HasRoom => _next.HasRoom && _sides.HasRoom;

    public void Open(SubtaskContext context)
    {
        _next.Open(context);
        _sides.Open(context);
        _context = context;
    }

    public void Attach(KeyedFunction<TKey, TKeyRecord, TFn, TState, TOut> function)
    {
        _function = function;
        _sides.Attach(function.Context);
    }

    /// <summary>Rows are about to be processed.</summary>
    public readonly void Begin()
    {
        _function.Advance(_watermark);
        _function.Expire(KeysExpired);
    }

    /// <summary>Hands on what the function has made.</summary>
    public void Drain()
    {
        if (_function.Context.Rows.Count > 0) _function.Context.Rows.DrainTo(ref _next);
        _sides.Drain();
        if (TFn.ProcessingTimers != 0) _function.AskForWake();
        if (_function.Retired.Count == 0) return;
        _next.Flush();
        _sides.Flush();
        _function.Retired.Free();
    }

    public void Flush()
    {
        _next.Flush();
        _sides.Flush();
    }

    public bool Watermark(long watermark)
    {
        _watermark = watermark;
        _firing = Firing.EventTimers;
        return Fire();
    }

    public bool ProcessingTime(long nowUs)
    {
        if (nowUs == long.MaxValue) _function.EndProcessingTime();
        _nowUs = nowUs;
        _firing = Firing.ProcessingTimers;
        return Fire();
    }

    public bool Finish() => _next.Finish() & _sides.Finish();

    public bool Resume() => _next.Resume() & _sides.Resume() && (_firing == Firing.Nothing || Fire());

    public void Save(SnapshotWriter to, string name)
    {
        to.Begin($"function {name}");
        to.Write(_watermark);
        _function.Save(to);
        _next.Save(to);
        _sides.Save(to);
    }

    public void Load(SnapshotReader from, string name)
    {
        from.Begin($"function {name}");
        _watermark = Math.Max(_watermark, from.Read<long>());
        _function.Advance(_watermark);
        _function.Load(from);
        _function.AskForWake();
        _next.Load(from);
        _sides.Load(from);
    }

    /// <summary>Closes the function, whose <c>Close</c> may throw, and then what is behind it.</summary>
    public void Close(KeyedFunction<TKey, TKeyRecord, TFn, TState, TOut>? function)
    {
        try
        {
            function?.Dispose();
        }
        finally
        {
            _next.Close();
            _sides.Close();
        }
    }

    private bool Fire()
    {
        bool byEvent = _firing == Firing.EventTimers;
        _function.Advance(_watermark);
        while (true)
        {
            if (!HasRoom || !_context.Budget.Spend(1)) return false;
            // A few at a time: behind, their rows are a batch.
            int fired = 0;
            while (fired < MostFired && (byEvent ? _function.TryFireEvent(_watermark) : _function.TryFireProcessing(_nowUs))) fired++;
            _context.Budget.Spend(fired);
            Drain();
            if (fired < MostFired) break;
        }
        _firing = Firing.Nothing;
        if (byEvent) return _next.Watermark(_watermark) & _sides.Watermark(_watermark);
        _function.AskForNextWake();
        return _next.ProcessingTime(_nowUs) & _sides.ProcessingTime(_nowUs);
    }

    private enum Firing
    {
        Nothing,
        EventTimers,
        ProcessingTimers,
    }
}
