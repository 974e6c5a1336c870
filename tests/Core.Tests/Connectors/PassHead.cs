using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Connectors;

/// <summary>The shortest chain: every row goes to the sink.</summary>
internal struct PassHead<T, TNext>(TNext next) : IHead where T : unmanaged where TNext : struct, IOperator<T>
{
    private TNext _next = next;

    public int Process(in RowBatch batch, int from, int to)
    {
        var rows = batch.Rows<T>();
        for (int i = from; i < to; i++) _next.Collect(in rows[i], long.MinValue);
        return to;
    }

    public void Open(SubtaskContext context) => _next.Open(context);
    public void Flush() => _next.Flush();
    public bool Watermark(long watermark) => _next.Watermark(watermark);
    public bool ProcessingTime(long nowUs) => _next.ProcessingTime(nowUs);
    public bool Finish() => _next.Finish();
    public bool Resume() => _next.Resume();
    public bool HasRoom => _next.HasRoom;
    public void Save(SnapshotWriter to) => _next.Save(to);

    public void Load(SnapshotReader from) => _next.Load(from);

    public void Close() => _next.Close();
}
