using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Testing;

/// <summary>The end of a chain under test: keeps copies.</summary>
internal readonly struct TestEnd<T>(TestOutput<T> output) : IOperator<T>
{
    public bool HasRoom => true;

    public void Open(SubtaskContext context) { }

    public void Collect(in T row, long time) => output.Add(in row, time);

    public void Flush() { }

    public bool Watermark(long watermark) => true;

    public bool ProcessingTime(long nowUs) => true;

    public bool Finish() => true;

    public bool Resume() => true;

    public void Save(SnapshotWriter to) { }

    public void Load(SnapshotReader from) { }

    public void Close() { }
}
