using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Operators;

/// <summary>End of a chain: notes results that are text, each with its time.</summary>
internal readonly struct StringSink(List<string> results) : IOperator<string>
{
    public bool HasRoom => true;

    public void Open(SubtaskContext context) { }

    public void Collect(in string row, long time) => results.Add($"{time} {row}");

    public void Flush() { }

    public bool Watermark(long watermark) => true;

    public bool ProcessingTime(long nowUs) => true;

    public bool Finish() => true;

    public bool Resume() => true;

    public void Save(SnapshotWriter to) { }

    public void Load(SnapshotReader from) { }

    public void Close() { }
}
