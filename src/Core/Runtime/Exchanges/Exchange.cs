using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>End of a chain: hands rows to subtasks of the next vertex.</summary>
/// <typeparam name="T">The row.</typeparam>
/// <typeparam name="TRecord">How to write it.</typeparam>
/// <typeparam name="TRoute">Which subtasks it goes to.</typeparam>
/// <param name="route">Chooses the subtasks.</param>
/// <param name="output">The vertex's output, as numbered by <see cref="JobGraph.Connect"/>.</param>
public struct Exchange<T, TRecord, TRoute>(TRoute route, int output) : IOperator<T>, IKeyedOperator<T>
    where T : unmanaged where TRecord : struct, IRecord<T> where TRoute : struct, IRoute<T>
{
    private TRoute _route = route;
    private ExchangeOutput _output = null!;

    /// <inheritdoc/>
    public readonly bool HasRoom => _output.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _output = context.Output(output);
        _route.Open(context);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Collect(in T row, long time) => _route.Send<TRecord>(_output, in row, time);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Process(ReadOnlySpan<Timed<T>> rows)
    {
        for (int i = 0; i < rows.Length; i++) Collect(in rows[i].Row, rows[i].Time);
    }

    /// <inheritdoc/>
    public readonly void Flush() { }

    /// <inheritdoc/>
    public readonly bool Watermark(long watermark)
    {
        _output.BroadcastWatermark(watermark);
        return true;
    }

    /// <inheritdoc/>
    public readonly bool ProcessingTime(long nowUs) => true;

    /// <inheritdoc/>
    public readonly bool Finish()
    {
        _output.Finish();
        return true;
    }

    /// <inheritdoc/>
    public readonly bool Resume() => true;

    /// <inheritdoc/>
    public readonly void Save(SnapshotWriter to) { }

    /// <inheritdoc/>
    public readonly void Load(SnapshotReader from) { }

    /// <inheritdoc/>
    public readonly void Close() { }
}
