using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;
using Millrace.State;

namespace Millrace.Operators;

/// <summary>Calls a function of the user's for each row of two streams, with the state and timers of the row's key.</summary>
/// <typeparam name="TLeft">Rows of the left stream.</typeparam>
/// <typeparam name="TRight">Rows of the right stream.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TKeyRecord">How to hash and compare keys.</typeparam>
/// <typeparam name="TLeftKey">The key of a left row.</typeparam>
/// <typeparam name="TRightKey">The key of a right row.</typeparam>
/// <typeparam name="TFn">The function.</typeparam>
/// <typeparam name="TState">Its state per key.</typeparam>
/// <typeparam name="TOut">The rows it makes.</typeparam>
/// <typeparam name="TNext">The next operator.</typeparam>
/// <typeparam name="TSides">Its side outputs.</typeparam>
/// <param name="leftKey">The key of a left row.</param>
/// <param name="rightKey">The key of a right row.</param>
/// <param name="function">The function.</param>
/// <param name="name">Name of the operator.</param>
/// <param name="next">The next operator.</param>
/// <param name="sides">Its side outputs.</param>
public struct KeyedConnect<TLeft, TRight, TKey, TKeyRecord, TLeftKey, TRightKey, TFn, TState, TOut, TNext, TSides>(
    TLeftKey leftKey, TRightKey rightKey, TFn function, string name, TNext next, TSides sides)
    : ITwoInputOperator<TLeft, TRight>
    where TLeft : unmanaged
    where TRight : unmanaged
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TLeftKey : struct, IKeySelector<TLeft, TKey>
    where TRightKey : struct, IKeySelector<TRight, TKey>
    where TFn : struct, IConnectedFunction<TLeft, TRight, TKey, TOut>, IFunctionState<TState, KeyedContext<TKey, TOut>>
    where TState : unmanaged
    where TNext : struct, IOperator<TOut>
    where TSides : struct, ISideOutputs
{
    private readonly string _name = name;
    private readonly TFn _made = function;
    private TLeftKey _leftKey = leftKey;
    private TRightKey _rightKey = rightKey;
    private KeyedFunction<TKey, TKeyRecord, TFn, TState, TOut> _function = null!;
    private FunctionOutput<TKey, TKeyRecord, TFn, TState, TOut, TNext, TSides> _output = new(next, sides);
    private KeyBatch<TLeft, TKey, TKeyRecord> _left = new();
    private KeyBatch<TRight, TKey, TKeyRecord> _right = new();

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
    public int ProcessLeft(ReadOnlySpan<Timed<TLeft>> rows)
    {
        int done = 0;
        _output.Begin();
        while (HasRoom && KeyBatch<TLeft, TKey, TKeyRecord>.TryTake(ref rows, out var batch))
        {
            _left.Prepare(batch, ref _leftKey, TFn.HasState ? _function.Table : null);
            ApplyLeft(batch);
            _output.Drain();
            done += batch.Length;
        }
        return done;
    }

    /// <inheritdoc/>
    public int ProcessRight(ReadOnlySpan<Timed<TRight>> rows)
    {
        int done = 0;
        _output.Begin();
        while (HasRoom && KeyBatch<TRight, TKey, TKeyRecord>.TryTake(ref rows, out var batch))
        {
            _right.Prepare(batch, ref _rightKey, TFn.HasState ? _function.Table : null);
            ApplyRight(batch);
            _output.Drain();
            done += batch.Length;
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
    private void ApplyLeft(ReadOnlySpan<Timed<TLeft>> rows)
    {
        var hashes = _left.Hashes;
        var function = _function;
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            TKey key = _leftKey.Key(in row.Row);
            function.Enter(in key, hashes[i], row.Time);
            function.Function.ProcessLeft(in row.Row, function.Context);
            function.Leave(hashes[i]);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ApplyRight(ReadOnlySpan<Timed<TRight>> rows)
    {
        var hashes = _right.Hashes;
        var function = _function;
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            TKey key = _rightKey.Key(in row.Row);
            function.Enter(in key, hashes[i], row.Time);
            function.Function.ProcessRight(in row.Row, function.Context);
            function.Leave(hashes[i]);
        }
    }
}
