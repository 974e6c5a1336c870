using Millrace.Memory;
using Millrace.Operators;
using Millrace.Runtime;

namespace Millrace.Testing;

/// <summary>All side outputs of a function under test.</summary>
internal readonly struct TestSides(TestSide[] sides) : ISideOutputs
{
    public bool HasRoom => true;

    public void Attach<TOut>(ProcessContext<TOut> context)
    {
        foreach (var side in sides) side.Attach(context);
    }

    public void Drain()
    {
        foreach (var side in sides) side.Drain();
    }

    public void Open(SubtaskContext context) { }

    public void Flush() { }

    public bool Watermark(long watermark) => true;

    public bool ProcessingTime(long nowUs) => true;

    public bool Finish() => true;

    public bool Resume() => true;

    public void Save(SnapshotWriter to) { }

    public void Load(SnapshotReader from) { }

    public void Close() { }
}
