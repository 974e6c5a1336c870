using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;
using Millrace.State;

namespace Millrace.Operators;

/// <summary>Calls a function of the user's for each row of a keyed stream, the left one, and of a broadcast stream, the right one.</summary>
/// <typeparam name="TIn">Rows of the keyed stream.</typeparam>
/// <typeparam name="TBroadcast">Rows of the broadcast stream.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TKeyRecord">How to hash and compare keys.</typeparam>
/// <typeparam name="TSelector">The key of a row.</typeparam>
/// <typeparam name="TFn">The function.</typeparam>
/// <typeparam name="TState">Its state per key.</typeparam>
/// <typeparam name="TOut">The rows it makes.</typeparam>
/// <typeparam name="TNext">The next operator.</typeparam>
/// <typeparam name="TSides">Its side outputs.</typeparam>
/// <param name="selector">The key of a row.</param>
/// <param name="function">The function.</param>
/// <param name="name">Name of the operator.</param>
/// <param name="next">The next operator.</param>
/// <param name="sides">Its side outputs.</param>
public struct KeyedBroadcast<TIn, TBroadcast, TKey, TKeyRecord, TSelector, TFn, TState, TOut, TNext, TSides>(
    TSelector selector, TFn function, string name, TNext next, TSides sides)
    : ITwoInputOperator<TIn, TBroadcast>
    where TIn : unmanaged
    where TBroadcast : unmanaged
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TSelector : struct, IKeySelector<TIn, TKey>
    where TFn : struct, IBroadcastFunction<TIn, TBroadcast, TKey, TOut>, IFunctionState<TState, KeyedContext<TKey, TOut>>
    where TState : unmanaged
    where TNext : struct, IOperator<TOut>
    where TSides : struct, ISideOutputs
{
    private readonly string _name = name;
    private readonly TFn _made = function;
    private TSelector _selector = selector;
    private KeyedFunction<TKey, TKeyRecord, TFn, TState, TOut> _function = null!;
    private FunctionOutput<TKey, TKeyRecord, TFn, TState, TOut, TNext, TSides> _output = new(next, sides);
    private KeyBatch<TIn, TKey, TKeyRecord> _batch = new();

    /// <inheritdoc/>
    public readonly bool HasRoom => _output.HasRoom;

    /// <summary>The function with the state of its keys, for tests.</summary>
    internal readonly KeyedFunction<TKey, TKeyRecord, TFn, TState, TOut> Function => _function;

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _output.Open(context);
        _function = new(_made, _name, context);
        _output.Attach(_function);
    }

    /// <inheritdoc/>
    public int ProcessLeft(ReadOnlySpan<Timed<TIn>> rows)
    {
        int done = 0;
        _output.Begin();
        while (HasRoom && KeyBatch<TIn, TKey, TKeyRecord>.TryTake(ref rows, out var batch))
        {
            _batch.Prepare(batch, ref _selector, TFn.HasState ? _function.Table : null);
            Apply(batch);
            _output.Drain();
            done += batch.Length;
        }
        return done;
    }

    /// <inheritdoc/>
    public int ProcessRight(ReadOnlySpan<Timed<TBroadcast>> rows)
    {
        _output.Begin();
        int done = 0;
        for (; done < rows.Length && HasRoom; done++)
        {
            _function.BeginBroadcast(rows[done].Time);
            _function.Function.ProcessBroadcast(in rows[done].Row, _function.Context);
            _function.EndBroadcast();
            _output.Drain();
        }
        return done;
    }

    /// <inheritdoc/>
    public void Flush() => _output.Flush();

    /// <inheritdoc/>
    public bool Watermark(long watermark) => _output.Watermark(watermark);

    /// <inheritdoc/>
    public bool ProcessingTime(long nowUs) => _output.ProcessingTime(nowUs);

    /// <inheritdoc/>
    public bool Finish() => _output.Finish();

    /// <inheritdoc/>
    public bool Resume() => _output.Resume();

    /// <inheritdoc/>
    public void Save(SnapshotWriter to) => _output.Save(to, _name);

    /// <inheritdoc/>
    public void Load(SnapshotReader from) => _output.Load(from, _name);

    /// <inheritdoc/>
    public void Close() => _output.Close(_function);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Apply(ReadOnlySpan<Timed<TIn>> rows)
    {
        var hashes = _batch.Hashes;
        var function = _function;
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            TKey key = _selector.Key(in row.Row);
            function.Enter(in key, hashes[i], row.Time);
            function.Function.Process(in row.Row, function.Context);
            function.Leave(hashes[i]);
        }
    }
}
