using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>Gathers rows into batches for a keyed operator.</summary>
/// <remarks>
/// A loop that fills <see cref="Room"/> and then calls <see cref="Filled"/> contains no call, so that the JIT keeps all of it in
/// registers: with a call per row, even one hardly ever made, it spills the loop's variables.
/// </remarks>
/// <typeparam name="T">The row.</typeparam>
/// <typeparam name="TNext">The keyed operator.</typeparam>
/// <param name="next">The keyed operator.</param>
public struct Batched<T, TNext>(TNext next) : IOperator<T> where T : unmanaged where TNext : struct, IKeyedOperator<T>
{
    private const int BatchRows = 256;

    private TNext _next = next;
    private readonly Timed<T>[] _rows = new Timed<T>[BatchRows];
    private int _count;

    /// <summary>Where the next rows go, in order (see <see cref="Timed{T}.Write"/>); never empty. Valid until the next call.</summary>
    public readonly Span<Timed<T>> Room
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => MemoryMarshal.CreateSpan(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_rows), _count), BatchRows - _count);
    }

    /// <inheritdoc/>
    public readonly bool HasRoom => _next.HasRoom;

    /// <summary>The first <paramref name="count"/> places of <see cref="Room"/> have been written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Filled(int count)
    {
        _count += count;
        if (_count == BatchRows) Apply();
    }

    /// <inheritdoc/>
    public void Open(SubtaskContext context) => _next.Open(context);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Collect(in T row, long time)
    {
        Timed<T>.Write(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_rows), _count), time, in row);
        Filled(1);
    }

    /// <inheritdoc/>
    public void Flush()
    {
        Apply();
        _next.Flush();
    }

    /// <inheritdoc/>
    public bool Watermark(long watermark)
    {
        Apply();
        return _next.Watermark(watermark);
    }

    /// <inheritdoc/>
    public bool ProcessingTime(long nowUs)
    {
        Apply();
        return _next.ProcessingTime(nowUs);
    }

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

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Apply()
    {
        int count = _count;
        _count = 0;
        if (count != 0) _next.Process(_rows.AsSpan(0, count));
    }
}
