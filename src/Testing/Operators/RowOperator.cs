using Millrace.Memory;
using Millrace.Operators;
using Millrace.Runtime;
using Millrace.State;

namespace Millrace.Testing;

/// <summary>A function over rows without key.</summary>
internal sealed class RowOperator<TIn, TOut, TFn, TState> : TestedOperator<TOut>, ITakes<TIn>
    where TIn : unmanaged
    where TFn : struct, IProcessFunction<TIn, TOut>, IFunctionState<TState, ProcessContext<TOut>>
    where TState : unmanaged
{
    private RowProcess<TIn, TFn, TState, TOut, TestEnd<TOut>, TestSides> _operator;
    private readonly Func<RowProcess<TIn, TFn, TState, TOut, TestEnd<TOut>, TestSides>> _make;

    public RowOperator(TFn function) : base(typeof(TFn))
    {
        _make = () => new(function, Name, new(Output), new(Sides));
        _operator = _make();
    }

    public override void Open(SubtaskContext context) => _operator.Open(context);

    public void Process(ReadOnlySpan<Timed<TIn>> rows)
    {
        foreach (ref readonly var row in rows) _operator.Collect(in row.Row, row.Time);
    }

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
