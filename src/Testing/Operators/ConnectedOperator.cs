using Millrace.Memory;
using Millrace.Operators;
using Millrace.Runtime;
using Millrace.State;

namespace Millrace.Testing;

/// <summary>A function over two keyed streams.</summary>
internal sealed class ConnectedOperator<TLeft, TRight, TKey, TOut, TFn, TState> : TestedOperator<TOut>, IKeyedState<TKey>, ITakes<TLeft>, ITakesRight<TRight>
    where TLeft : unmanaged
    where TRight : unmanaged
    where TKey : unmanaged
    where TFn : struct, IConnectedFunction<TLeft, TRight, TKey, TOut>, IFunctionState<TState, KeyedContext<TKey, TOut>>
    where TState : unmanaged
{
    private KeyedConnect<TLeft, TRight, TKey, AnyRecord<TKey>, DelegateKey<TLeft, TKey>, DelegateKey<TRight, TKey>, TFn, TState, TOut, TestEnd<TOut>, TestSides> _operator;
    private readonly Func<KeyedConnect<TLeft, TRight, TKey, AnyRecord<TKey>, DelegateKey<TLeft, TKey>, DelegateKey<TRight, TKey>, TFn, TState, TOut, TestEnd<TOut>, TestSides>> _make;

    public ConnectedOperator(TFn function, Func<TLeft, TKey> leftKey, Func<TRight, TKey> rightKey) : base(typeof(TFn))
    {
        _make = () => new(new(leftKey), new(rightKey), function, Name, new(Output), new(Sides));
        _operator = _make();
    }

    public override long Keys => KeyedView<TKey, TFn, TState, TOut>.Keys(_operator.Function);

    public override long Entries => _operator.Function.Table.Count;

    public override long Checks => _operator.Function.PendingTimers;

    public override long StateBytes => _operator.Function.HeapBytes;

    public override int PendingTimers => KeyedView<TKey, TFn, TState, TOut>.Timers(_operator.Function);

    public T Read<TFunction, T>(TKey key, Func<TFunction, T> read) => KeyedView<TKey, TFn, TState, TOut>.Read(_operator.Function, key, read);

    public int SubtaskOf(TKey key, int parallelism) => KeyGroups.SubtaskOf(AnyRecord<TKey>.Hash(in key), parallelism);

    public override void Open(SubtaskContext context) => _operator.Open(context);

    public void Process(ReadOnlySpan<Timed<TLeft>> rows) => _operator.ProcessLeft(rows);

    public void ProcessRight(ReadOnlySpan<Timed<TRight>> rows) => _operator.ProcessRight(rows);

    public override bool Watermark(long watermark) => _operator.Watermark(watermark);

    public override bool ProcessingTime(long nowUs) => _operator.ProcessingTime(nowUs);

    public override bool Finish() => _operator.Finish();

    public override bool Resume() => _operator.Resume();

    public override void Flush() => _operator.Flush();

    public override void Save(SnapshotWriter to) => _operator.Save(to);

    public override void Load(SnapshotReader from) => _operator.Load(from);

    public override void Renew() => _operator = _make();

    public override void Close() => _operator.Close();
}
