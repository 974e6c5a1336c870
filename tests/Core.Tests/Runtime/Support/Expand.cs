using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Runtime;

/// <summary>Yields many rows per row, with a text long enough to live outside the row.</summary>
internal struct Expand<TNext>(int factor, TNext next) : IOperator<Event> where TNext : struct, IOperator<Event>
{
    private TNext _next = next;

    public readonly bool HasRoom => _next.HasRoom;

    public void Open(SubtaskContext context) => _next.Open(context);

    public void Collect(in Event row, long time)
    {
        for (int i = 0; i < factor; i++)
        {
            Utf8String text = $"row {row.Key} made number {i}";
            var expanded = new Event((row.Key * factor) + i, row.Time, text);
            _next.Collect(in expanded, time);
        }
    }

    public void Flush() => _next.Flush();

    public bool Watermark(long watermark) => _next.Watermark(watermark);

    public bool ProcessingTime(long nowUs) => _next.ProcessingTime(nowUs);

    public bool Finish() => _next.Finish();

    public bool Resume() => _next.Resume();

    public void Save(SnapshotWriter to) => _next.Save(to);

    public void Load(SnapshotReader from) => _next.Load(from);

    public void Close() => _next.Close();
}
