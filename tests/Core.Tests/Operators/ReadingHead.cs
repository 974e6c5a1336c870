using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Operators;

/// <summary>Source head: assigns event time and passes every row on.</summary>
internal struct ReadingHead<TNext>(TNext next) : IHead where TNext : struct, IOperator<Reading>
{
    private TNext _next = next;
    private SubtaskContext _context = null!;

    public readonly bool HasRoom => _next.HasRoom;

    public void Open(SubtaskContext context)
    {
        _context = context;
        context.EventTime.Assign(Duration.Zero);
        _next.Open(context);
    }

    public int Process(in RowBatch batch, int from, int to)
    {
        var rows = batch.Rows<Reading>();
        long highest = long.MinValue;
        for (int i = from; i < to; i++)
        {
            highest = Math.Max(highest, rows[i].Time);
            _next.Collect(in rows[i], rows[i].Time);
        }
        _context.EventTime.Observe(highest);
        return to;
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
