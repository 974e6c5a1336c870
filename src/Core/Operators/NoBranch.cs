using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>No further branch of a <see cref="Split{T, TFunction, TBranches}"/>.</summary>
/// <typeparam name="T">The row.</typeparam>
public readonly struct NoBranch<T> : IBranches<T>
{
    /// <inheritdoc/>
    public static int Count => 0;

    /// <inheritdoc/>
    public bool HasRoom => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryCollect(int index, in T row, long time) => false;

    /// <inheritdoc/>
    public void Open(SubtaskContext context) { }

    /// <inheritdoc/>
    public void Flush() { }

    /// <inheritdoc/>
    public bool Watermark(long watermark) => true;

    /// <inheritdoc/>
    public bool ProcessingTime(long nowUs) => true;

    /// <inheritdoc/>
    public bool Finish() => true;

    /// <inheritdoc/>
    public bool Resume() => true;

    /// <inheritdoc/>
    public void Save(SnapshotWriter to) { }

    /// <inheritdoc/>
    public void Load(SnapshotReader from) { }

    /// <inheritdoc/>
    public void Close() { }
}
