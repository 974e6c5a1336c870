using System.Numerics;
using Millrace.Memory;
using Millrace.Operators;
using Millrace.Runtime;
using Millrace.State;

namespace Millrace.Testing;

/// <summary>A function behind a <c>KeyBy</c>.</summary>
internal sealed class KeyedOperator<TIn, TKey, TOut, TFn, TState> : TestedOperator<TIn, TOut>, IKeyedState<TKey>
    where TIn : unmanaged
    where TKey : unmanaged
    where TFn : struct, IKeyedProcessFunction<TIn, TKey, TOut>, IFunctionState<TState, KeyedContext<TKey, TOut>>
    where TState : unmanaged
{
    private KeyedProcess<TIn, TKey, AnyRecord<TKey>, DelegateKey<TIn, TKey>, TFn, TState, TOut, TestEnd<TOut>, TestSides> _operator;

    public KeyedOperator(TFn function, Func<TIn, TKey> keyBy) : base(typeof(TFn)) => _operator = new(new(keyBy), function, Name, new(Output), new(Sides));

    public override long Entries => _operator.Function.Table.Count;

    public override long Keys => CountEntries(present => present != 0 ? 1 : 0);

    public override long Checks => _operator.Function.PendingTimers;

    public override long StateBytes => _operator.Function.HeapBytes;

    public override int PendingTimers
    {
        get
        {
            ulong mask = 0;
            for (uint timers = TFn.EventTimers | TFn.ProcessingTimers; timers != 0; timers &= timers - 1) mask |= StateBinder.MaskOfTimer(BitOperations.TrailingZeroCount(timers));
            return (int)CountEntries(present => BitOperations.PopCount(present & mask));
        }
    }

    public T Read<TFunction, T>(TKey key, Func<TFunction, T> read)
    {
        var function = _operator.Function;
        if (function.Function is not TFunction tested) throw new ArgumentException($"'{Name}' is under test, not '{typeof(TFunction).Name}'.", nameof(read));
        ulong hash = AnyRecord<TKey>.Hash(in key);
        function.Enter(in key, hash, long.MinValue);
        try
        {
            return read(tested);
        }
        finally
        {
            function.Leave(hash);
        }
    }

    public override void Open(SubtaskContext context) => _operator.Open(context);

    public override void Process(ReadOnlySpan<Timed<TIn>> rows) => _operator.Process(rows);

    public override bool Watermark(long watermark) => _operator.Watermark(watermark);

    public override bool ProcessingTime(long nowUs) => _operator.ProcessingTime(nowUs);

    public override bool Finish() => _operator.Finish();

    public override bool Resume() => _operator.Resume();

    public override void Flush() => _operator.Flush();

    public override void Close() => _operator.Close();

    private long CountEntries(Func<ulong, int> count)
    {
        long sum = 0;
        var table = _operator.Function.Table;
        TableCursor cursor = default;
        while (table.MoveNext(ref cursor)) sum += count(table.ValueAt(cursor).Header.Present);
        return sum;
    }
}
