using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>End of the line for late rows that nobody wants: counts them.</summary>
/// <typeparam name="T">The row type.</typeparam>
public struct CountLate<T> : IOperator<LateRow<T>> where T : unmanaged
{
    private SubtaskContext _context;

    /// <inheritdoc/>
    public readonly bool HasRoom => true;

    /// <inheritdoc/>
    public void Open(SubtaskContext context) => _context = context;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public readonly void Collect(in LateRow<T> row, long time) => _context.Metrics.LateRows++;

    /// <inheritdoc/>
    public readonly void Flush() { }

    /// <inheritdoc/>
    public readonly bool Watermark(long watermark) => true;

    /// <inheritdoc/>
    public readonly bool ProcessingTime(long nowUs) => true;

    /// <inheritdoc/>
    public readonly bool Finish() => true;

    /// <inheritdoc/>
    public readonly bool Resume() => true;

    /// <inheritdoc/>
    public readonly void Save(SnapshotWriter to) { }

    /// <inheritdoc/>
    public readonly void Load(SnapshotReader from) { }

    /// <inheritdoc/>
    public readonly void Close() { }
}
