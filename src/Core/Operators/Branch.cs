using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>A branch of a <see cref="Split{T, TFunction, TBranches}"/>, and the further ones.</summary>
/// <typeparam name="T">The row.</typeparam>
/// <typeparam name="TNext">The chain of the branch.</typeparam>
/// <typeparam name="TMore">The further branches.</typeparam>
/// <param name="next">The chain of the branch.</param>
/// <param name="more">The further branches.</param>
public struct Branch<T, TNext, TMore>(TNext next, TMore more) : IBranches<T>
    where TNext : struct, IOperator<T> where TMore : struct, IBranches<T>
{
    private TNext _next = next;
    private TMore _more = more;

    /// <inheritdoc/>
    public static int Count => 1 + TMore.Count;

    /// <inheritdoc/>
    public readonly bool HasRoom => _next.HasRoom && _more.HasRoom;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryCollect(int index, in T row, long time)
    {
        if (index != 0) return _more.TryCollect(index - 1, in row, time);
        _next.Collect(in row, time);
        return true;
    }

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _next.Open(context);
        _more.Open(context);
    }

    /// <inheritdoc/>
    public void Flush()
    {
        _next.Flush();
        _more.Flush();
    }

    /// <inheritdoc/>
    public bool Watermark(long watermark) => _next.Watermark(watermark) & _more.Watermark(watermark);

    /// <inheritdoc/>
    public bool ProcessingTime(long nowUs) => _next.ProcessingTime(nowUs) & _more.ProcessingTime(nowUs);

    /// <inheritdoc/>
    public bool Finish() => _next.Finish() & _more.Finish();

    /// <inheritdoc/>
    public bool Resume() => _next.Resume() & _more.Resume();

    /// <inheritdoc/>
    public void Save(SnapshotWriter to)
    {
        _next.Save(to);
        _more.Save(to);
    }

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        _next.Load(from);
        _more.Load(from);
    }

    /// <inheritdoc/>
    public void Close()
    {
        _next.Close();
        _more.Close();
    }
}
