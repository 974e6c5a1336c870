using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>Head of a chain behind an exchange that begins with a keyed operator: hands over rows where they arrived.</summary>
/// <typeparam name="T">The row.</typeparam>
/// <typeparam name="TNext">The keyed operator.</typeparam>
/// <param name="next">The keyed operator.</param>
public struct KeyedHead<T, TNext>(TNext next) : IHead where T : unmanaged where TNext : struct, IKeyedOperator<T>
{
    // Behind the operator a row may become many, and what has no room is held in memory.
    private const int RowsWithoutLook = 64;

    private TNext _next = next;

    /// <inheritdoc/>
    public readonly bool HasRoom => _next.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context) => _next.Open(context);

    /// <inheritdoc/>
    public int Process(in RowBatch batch, int from, int to)
    {
        var rows = batch.Rows<Timed<T>>();
        while (from < to && _next.HasRoom)
        {
            int end = Math.Min(from + RowsWithoutLook, to);
            _next.Process(rows[from..end]);
            from = end;
        }
        return from;
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
