using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>The two chains behind a window operator: the next operator, which gets results, and where late rows go.</summary>
internal struct WindowOutputs<TIn, TOut, TNext, TLate>(TNext next, TLate late) : IWindowOutputs<TIn, TOut>
    where TIn : unmanaged where TNext : struct, IOperator<TOut> where TLate : struct, IOperator<LateRow<TIn>>
{
    private TNext _next = next;
    private TLate _late = late;
    private StepBudget _budget = null!;

    /// <summary>Only ever goes up.</summary>
    public long Watermark { get; private set; } = long.MinValue;

    public readonly bool HasRoom => _next.HasRoom;

    /// <summary>False while either chain has spilled: no new row may start.</summary>
    public readonly bool TakesRows => _next.HasRoom && _late.HasRoom;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool MayGoOn(int units) => _next.HasRoom && _budget.Spend(units);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Collect(in TOut result, long time) => _next.Collect(in result, time);

    public void FlushResults() => _next.Flush();

    public void Late(in Timed<TIn> row, long last) => _late.Collect(new LateRow<TIn>(row.Row, new Duration(Watermark - last)), row.Time);

    public void Open(SubtaskContext context)
    {
        _budget = context.Budget;
        _next.Open(context);
        _late.Open(context);
    }

    public void Flush()
    {
        _next.Flush();
        _late.Flush();
    }

    /// <summary>Notes a watermark. After a restart sources may begin with an earlier one than the snapshot's.</summary>
    public void Raise(long watermark) => Watermark = Math.Max(Watermark, watermark);

    /// <summary>Tells both chains the watermark.</summary>
    public bool TellWatermark() => _next.Watermark(Watermark) & _late.Watermark(Watermark);

    public bool ProcessingTime(long nowUs) => _next.ProcessingTime(nowUs) & _late.ProcessingTime(nowUs);

    public bool Finish() => _next.Finish() & _late.Finish();

    public bool Resume() => _next.Resume() & _late.Resume();

    public void Save(SnapshotWriter to)
    {
        _next.Save(to);
        _late.Save(to);
    }

    public void Load(SnapshotReader from)
    {
        _next.Load(from);
        _late.Load(from);
    }

    public void Close()
    {
        _next.Close();
        _late.Close();
    }
}
