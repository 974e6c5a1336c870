using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Runtime;

/// <summary>Gives each row a text of the length listed for its key.</summary>
internal struct Lengthen<TNext>(int[] lengths, TNext next) : IOperator<Event> where TNext : struct, IOperator<Event>
{
    private TNext _next = next;

    public readonly bool HasRoom => _next.HasRoom;

    public void Open(SubtaskContext context) => _next.Open(context);

    public void Collect(in Event row, long time)
    {
        var longer = row with { Text = new string('x', lengths[row.Key]) };
        _next.Collect(in longer, time);
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
