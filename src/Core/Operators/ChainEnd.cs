using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>Discards rows and counts them.</summary>
/// <typeparam name="T">The row type.</typeparam>
public struct ChainEnd<T> : IOperator<T>
{
    /// <summary>Number of rows seen.</summary>
    public long Count { get; private set; }

    /// <inheritdoc/>
    public readonly bool HasRoom => true;

    /// <inheritdoc/>
    public readonly void Open(SubtaskContext context) { }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Collect(in T row, long time) => Count++;

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
