using Millrace.Core.Tests.Runtime;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Operators;

/// <summary>Where the rows of a subtask go.</summary>
internal sealed class AsyncPort(List<string> output, bool notesWatermarks)
{
    private readonly List<Event> _waiting = [];

    /// <summary>How many rows it takes.</summary>
    public int Room { get; set; }

    /// <summary>The last watermark.</summary>
    public long Watermark { get; set; } = long.MinValue;

    public void Add(in Event row, long time)
    {
        Assert.Equal(row.Time, time);
        Assert.True(time > Watermark, $"{time} follows watermark {Watermark}");
        _waiting.Add(row);
        Room--;
    }

    public void Flush()
    {
        foreach (var row in _waiting) output.Add($"row {row.Key} {row.Time}: {row.Text}");
        _waiting.Clear();
    }

    public void Promise(long watermark)
    {
        Flush();
        Assert.True(watermark > Watermark);
        Watermark = watermark;
        if (notesWatermarks) output.Add($"watermark {watermark}");
    }
}

/// <summary>The end of a chain.</summary>
internal readonly struct AsyncPortSink(AsyncPort port) : IOperator<Event>
{
    public bool HasRoom => port.Room > 0;

    public void Open(SubtaskContext context) { }

    public void Collect(in Event row, long time) => port.Add(in row, time);

    public void Flush() => port.Flush();

    public bool Watermark(long watermark)
    {
        port.Promise(watermark);
        return true;
    }

    public bool ProcessingTime(long nowUs) => true;

    public bool Finish() => true;

    public bool Resume() => true;

    public void Save(SnapshotWriter to) { }

    public void Load(SnapshotReader from) { }

    public void Close() { }
}
