using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>Hands every row to two branches.</summary>
/// <typeparam name="T">The row.</typeparam>
/// <typeparam name="TFirst">The first branch.</typeparam>
/// <typeparam name="TSecond">The second branch.</typeparam>
/// <param name="first">The first branch.</param>
/// <param name="second">The second branch.</param>
public struct Fork<T, TFirst, TSecond>(TFirst first, TSecond second) : IOperator<T>
    where TFirst : struct, IOperator<T> where TSecond : struct, IOperator<T>
{
    private TFirst _first = first;
    private TSecond _second = second;

    /// <inheritdoc/>
    public readonly bool HasRoom => _first.HasRoom && _second.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _first.Open(context);
        _second.Open(context);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Collect(in T row, long time)
    {
        _first.Collect(in row, time);
        _second.Collect(in row, time);
    }

    /// <inheritdoc/>
    public void Flush()
    {
        _first.Flush();
        _second.Flush();
    }

    /// <inheritdoc/>
    public bool Watermark(long watermark) => _first.Watermark(watermark) & _second.Watermark(watermark);

    /// <inheritdoc/>
    public bool ProcessingTime(long nowUs) => _first.ProcessingTime(nowUs) & _second.ProcessingTime(nowUs);

    /// <inheritdoc/>
    public bool Finish() => _first.Finish() & _second.Finish();

    /// <inheritdoc/>
    public bool Resume() => _first.Resume() & _second.Resume();

    /// <inheritdoc/>
    public void Save(SnapshotWriter to)
    {
        _first.Save(to);
        _second.Save(to);
    }

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        _first.Load(from);
        _second.Load(from);
    }

    /// <inheritdoc/>
    public void Close()
    {
        _first.Close();
        _second.Close();
    }
}
