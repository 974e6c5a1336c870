using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Runtime;

/// <summary>End of a chain: notes rows, late rows, and how many windows of a given length are open at a time.</summary>
internal struct CollectSink(Collected collected, long windowUs = 0, bool keepRows = true) : IOperator<Event>
{
    private Collected.Seen _seen = null!;
    private SubtaskContext _context = null!;

    public readonly bool HasRoom => true;

    public void Open(SubtaskContext context)
    {
        _context = context;
        _seen = collected.For(context.Index);
        _seen.Opened++;
    }

    public readonly void Collect(in Event row, long time)
    {
        _context.Metrics.RowsOut++;
        _seen.Count++;
        if (keepRows) _seen.Rows.Add((row.Key, row.Time, row.Text.ToString()));
        if (windowUs == 0) return;
        if (time <= _seen.LastWatermark) _seen.LateRows++;
        _seen.OpenWindows.Add(time / windowUs);
        _seen.MostOpenWindows = Math.Max(_seen.MostOpenWindows, _seen.OpenWindows.Count);
    }

    public readonly void Flush() { }

    public readonly bool Watermark(long watermark)
    {
        Assert.True(watermark > _seen.LastWatermark);
        _seen.LastWatermark = watermark;
        if (windowUs != 0)
        {
            foreach (long window in _seen.OpenWindows.ToArray())
                if (watermark >= (window + 1) * windowUs - 1) _seen.OpenWindows.Remove(window);
        }
        return true;
    }

    public readonly bool ProcessingTime(long nowUs) => true;

    public readonly bool Finish()
    {
        Assert.Equal(long.MaxValue, _seen.LastWatermark);
        _seen.Finished++;
        return true;
    }

    public readonly bool Resume() => true;

    public readonly void Save(SnapshotWriter to) { }

    public readonly void Load(SnapshotReader from) { }

    public readonly void Close() => _seen.Closed++;
}
