using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Benchmarks;

/// <summary>Adds results up.</summary>
/// <typeparam name="T"><see cref="LimitCount"/>.</typeparam>
internal struct LimitSinkOperator<T>(LimitSink sink) : IOperator<LimitCount>
{
    private readonly LimitSink _sink = sink;
    private long _count;
    private ulong _checksum;

    public readonly bool HasRoom => true;

    public readonly void Open(SubtaskContext context) { }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Collect(in LimitCount row, long time)
    {
        _count++;
        _checksum += (row.Key ^ (ulong)row.WindowEnd.Microseconds) * (ulong)row.Count;
    }

    public readonly void Flush() { }

    public readonly bool Watermark(long watermark) => true;

    public readonly bool ProcessingTime(long nowUs) => true;

    public bool Finish()
    {
        _sink.Add(_count, _checksum);
        return true;
    }

    public readonly bool Resume() => true;

    public readonly void Save(SnapshotWriter to) { }

    public readonly void Load(SnapshotReader from) { }

    public readonly void Close() { }
}
