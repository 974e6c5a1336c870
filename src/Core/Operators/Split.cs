using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>Hands every row to one of several branches.</summary>
/// <typeparam name="T">The row.</typeparam>
/// <typeparam name="TFunction">Says which.</typeparam>
/// <typeparam name="TBranches">The branches.</typeparam>
/// <param name="function">Says which.</param>
/// <param name="name">Name of the operator, for errors.</param>
/// <param name="branches">The branches.</param>
public struct Split<T, TFunction, TBranches>(TFunction function, string name, TBranches branches) : IOperator<T>
    where TFunction : struct, ISplitFunction<T> where TBranches : struct, IBranches<T>
{
    private readonly TFunction _function = function;
    private readonly string _name = name;
    private TBranches _branches = branches;

    /// <inheritdoc/>
    public readonly bool HasRoom => _branches.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context) => _branches.Open(context);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Collect(in T row, long time)
    {
        int branch = _function.Branch(in row);
        if (!_branches.TryCollect(branch, in row, time)) ThrowNoBranch(branch, in row);
    }

    /// <inheritdoc/>
    public void Flush() => _branches.Flush();

    /// <inheritdoc/>
    public bool Watermark(long watermark) => _branches.Watermark(watermark);

    /// <inheritdoc/>
    public bool ProcessingTime(long nowUs) => _branches.ProcessingTime(nowUs);

    /// <inheritdoc/>
    public bool Finish() => _branches.Finish();

    /// <inheritdoc/>
    public bool Resume() => _branches.Resume();

    /// <inheritdoc/>
    public void Save(SnapshotWriter to) => _branches.Save(to);

    /// <inheritdoc/>
    public void Load(SnapshotReader from) => _branches.Load(from);

    /// <inheritdoc/>
    public void Close() => _branches.Close();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void ThrowNoBranch(int branch, in T row) => throw new InvalidOperationException(
        $"'{_name}' has {TBranches.Count} outputs, numbered from 0, but its lambda chose {branch} for the row {row}; return a number from 0 to {TBranches.Count - 1}.");
}
