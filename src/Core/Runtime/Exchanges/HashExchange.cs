using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Operators;

namespace Millrace.Runtime;

/// <summary>End of a chain: hands rows to the subtask of the next vertex that their key belongs to.</summary>
public struct HashExchange<T, TRecord, TKey, TKeyRecord, TSelector>(TSelector selector, int output) : IOperator<T>, IKeyedOperator<T>
    where T : unmanaged where TRecord : struct, IRecord<T>
    where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey> where TSelector : struct, IKeySelector<T, TKey>
{
    private readonly TSelector _selector = selector;
    private ExchangeOutput _output = null!;

    /// <inheritdoc/>
    public readonly bool HasRoom => _output.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context) => _output = context.Output(output);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Collect(in T row, long time)
    {
        TKey key = _selector.Key(in row);
        int subtask = KeyGroups.SubtaskOf(TKeyRecord.Hash(in key), _output.Subtasks);
        _output.AppendTimed<T, TRecord>(subtask, in row, time);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public readonly void Process(ReadOnlySpan<Timed<T>> rows)
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
