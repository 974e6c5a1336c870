using Millrace.Memory;
using Millrace.Operators;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Operators;

/// <summary>End of a chain: notes late rows.</summary>
internal struct LateSink(List<(long Time, long LatenessUs)> late) : IOperator<LateRow<Reading>>
{
    public readonly bool HasRoom => true;

    public readonly void Open(SubtaskContext context) { }

    public readonly void Collect(in LateRow<Reading> row, long time) => late.Add((row.Row.Time, row.Lateness.Microseconds));

    public readonly void Flush() { }

    public readonly bool Watermark(long watermark) => true;

    public readonly bool ProcessingTime(long nowUs) => true;

    public readonly bool Finish() => true;

    public readonly bool Resume() => true;

    public readonly void Save(SnapshotWriter to) { }

    public readonly void Load(SnapshotReader from) { }

    public readonly void Close() { }
}
