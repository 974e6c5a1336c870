using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>Head of a vertex with two inputs: input 0 is the operator's left side, input 1 its right.</summary>
/// <typeparam name="TLeft">Rows of the left input.</typeparam>
/// <typeparam name="TRight">Rows of the right input.</typeparam>
/// <typeparam name="TOperator">The operator.</typeparam>
/// <param name="operator">The operator.</param>
public struct TwoInputHead<TLeft, TRight, TOperator>(TOperator @operator) : IHead
    where TLeft : unmanaged where TRight : unmanaged where TOperator : struct, ITwoInputOperator<TLeft, TRight>
{
    private TOperator _operator = @operator;

    /// <inheritdoc/>
    public static bool TakesSorted => TOperator.TakesSorted;

    /// <inheritdoc/>
    public readonly bool HasRoom => _operator.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context) => _operator.Open(context);

    /// <inheritdoc/>
    public int Process(in RowBatch batch, int from, int to) => from + (batch.Input == 0
        ? _operator.ProcessLeft(batch.Rows<Timed<TLeft>>()[from..to])
        : _operator.ProcessRight(batch.Rows<Timed<TRight>>()[from..to]));

    /// <inheritdoc/>
    public void Flush() => _operator.Flush();

    /// <inheritdoc/>
    public bool Watermark(long watermark) => _operator.Watermark(watermark);

    /// <inheritdoc/>
    public bool ProcessingTime(long nowUs) => _operator.ProcessingTime(nowUs);

    /// <inheritdoc/>
    public bool Finish() => _operator.Finish();

    /// <inheritdoc/>
    public bool Resume() => _operator.Resume();

    /// <inheritdoc/>
    public void Save(SnapshotWriter to) => _operator.Save(to);

    /// <inheritdoc/>
    public void Load(SnapshotReader from) => _operator.Load(from);

    /// <inheritdoc/>
    public void Close() => _operator.Close();
}
