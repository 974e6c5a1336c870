using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Runtime;

/// <summary>Source head: assigns event time and passes every row on.</summary>
internal struct EventHead<TNext>(TNext next, bool eventTime = true, long outOfOrdernessUs = 0, long failAtKey = long.MinValue, Watermarks? watermarks = null) : IHead where TNext : struct, IOperator<Event>
{
    private TNext _next = next;
    private SubtaskContext _context = null!;

    public readonly bool HasRoom => _next.HasRoom;

    public void Open(SubtaskContext context)
    {
        _context = context;
        if (watermarks is not null) context.EventTime.Assign(watermarks);
        else if (eventTime) context.EventTime.Assign(new Duration(outOfOrdernessUs));
        _next.Open(context);
    }

    public int Process(in RowBatch batch, int from, int to)
    {
        var rows = batch.Rows<Event>();
        long highest = long.MinValue;
        for (int i = from; i < to; i++)
        {
            if (!_next.HasRoom)
            {
                to = i;
                break;
            }
            if (rows[i].Key == failAtKey) throw Failing(i);
            highest = Math.Max(highest, rows[i].Time);
            _next.Collect(in rows[i], eventTime ? rows[i].Time : long.MinValue);
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

    private readonly InvalidOperationException Failing(int row)
    {
        _context.Fails(row, "head");
        return new InvalidOperationException("key refused");
    }
}

/// <summary>Head behind an exchange of events.</summary>
internal struct TimedEventHead<TNext>(TNext next) : IHead where TNext : struct, IOperator<Event>
{
    private TNext _next = next;

    public readonly bool HasRoom => _next.HasRoom;

    public void Open(SubtaskContext context) => _next.Open(context);

    public int Process(in RowBatch batch, int from, int to)
    {
        var rows = batch.Rows<Timed<Event>>();
        for (int i = from; i < to; i++)
        {
            if (!_next.HasRoom) return i;
            Event row = rows[i].Row;
            _next.Collect(in row, rows[i].Time);
        }
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

internal readonly struct KeySelector : Millrace.Operators.IKeySelector<Event, long>
{
    public long Key(in Event row) => row.Key;
}
