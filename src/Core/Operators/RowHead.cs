using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>Head of a chain that begins with an operator: takes plain rows, which have no event time.</summary>
/// <typeparam name="T">The row.</typeparam>
/// <typeparam name="TNext">The first operator.</typeparam>
/// <param name="next">The first operator.</param>
public struct RowHead<T, TNext>(TNext next) : IHead where T : unmanaged where TNext : struct, IOperator<T>
{
    private TNext _next = next;

    /// <inheritdoc/>
    public static bool TakesSorted => false;

    /// <inheritdoc/>
    public readonly bool HasRoom => _next.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context) => _next.Open(context);

    // Compiled on its own, so that it is optimised as soon as it is hot.
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Process(in RowBatch batch, int from, int to)
    {
        var rows = batch.Rows<T>();
        for (int i = from; i < to; i++)
        {
            // Somewhere behind, a row may become many.
            if (!_next.HasRoom) return i;
            _next.Collect(in rows[i], long.MinValue);
        }
        return to;
    }

    /// <inheritdoc/>
    public void Flush() => _next.Flush();

    /// <inheritdoc/>
    public bool Watermark(long watermark) => _next.Watermark(watermark);

    /// <inheritdoc/>
    public bool ProcessingTime(long nowUs) => _next.ProcessingTime(nowUs);

    /// <inheritdoc/>
    public bool Finish() => _next.Finish();

    /// <inheritdoc/>
    public bool Resume() => _next.Resume();

    /// <inheritdoc/>
    public void Save(SnapshotWriter to) => _next.Save(to);

    /// <inheritdoc/>
    public void Load(SnapshotReader from) => _next.Load(from);

    /// <inheritdoc/>
    public void Close() => _next.Close();
}
