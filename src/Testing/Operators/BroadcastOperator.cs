using Millrace.Memory;
using Millrace.Operators;
using Millrace.Runtime;
using Millrace.State;

namespace Millrace.Testing;

/// <summary>A function over a keyed and a broadcast stream.</summary>
internal sealed class BroadcastOperator<TIn, TBroadcast, TKey, TOut, TFn, TState> : TestedOperator<TOut>, IKeyedState<TKey>, ITakes<TIn>, ITakesRight<TBroadcast>
    where TIn : unmanaged
    where TBroadcast : unmanaged
    where TKey : unmanaged
    where TFn : struct, IBroadcastFunction<TIn, TBroadcast, TKey, TOut>, IFunctionState<TState, KeyedContext<TKey, TOut>>
    where TState : unmanaged
{
    private KeyedBroadcast<TIn, TBroadcast, TKey, AnyRecord<TKey>, DelegateKey<TIn, TKey>, TFn, TState, TOut, TestEnd<TOut>, TestSides> _operator;
    private readonly Func<KeyedBroadcast<TIn, TBroadcast, TKey, AnyRecord<TKey>, DelegateKey<TIn, TKey>, TFn, TState, TOut, TestEnd<TOut>, TestSides>> _make;

    public BroadcastOperator(TFn function, Func<TIn, TKey> keyBy) : base(typeof(TFn))
    {
        _make = () => new(new(keyBy), function, Name, new(Output), new(Sides));
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

    public void Process(ReadOnlySpan<Timed<TIn>> rows) => _operator.ProcessLeft(rows);

    public void ProcessRight(ReadOnlySpan<Timed<TBroadcast>> rows) => _operator.ProcessRight(rows);

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
