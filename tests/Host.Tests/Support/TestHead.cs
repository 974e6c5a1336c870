using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Host.Tests.Support;

/// <summary>A chain that takes rows and does nothing with them.</summary>
internal struct TestHead : IHead
{
    public readonly bool HasRoom => true;

    public readonly int Process(in RowBatch batch, int from, int to) => to;

    public readonly void Open(SubtaskContext context)
    {
    }

    public readonly void Flush()
    {
    }

    public readonly bool Watermark(long watermark) => true;

    public readonly bool ProcessingTime(long nowUs) => true;

    public readonly bool Finish() => true;

    public readonly bool Resume() => true;

    public readonly void Save(SnapshotWriter to)
    {
    }

    public readonly void Load(SnapshotReader from)
    {
    }

    public readonly void Close()
    {
    }
}
