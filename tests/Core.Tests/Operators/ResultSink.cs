using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Operators;

/// <summary>What a chain has emitted, and how much room it finds.</summary>
internal sealed class Results
{
    private readonly Lock _adding = new();

    public List<string> Rows { get; } = [];
    public List<long> Times { get; } = [];
    public List<long> Watermarks { get; } = [];
    public int RowsUntilFull { get; set; } = int.MaxValue;
    public int Finished { get; set; }

    public void Add(string row, long time)
    {
        lock (_adding)
        {
            Rows.Add(row);
            Times.Add(time);
            RowsUntilFull--;
        }
    }
}

/// <summary>End of a chain: notes each result as text.</summary>
internal struct ResultSink(Results results) : IOperator<TotalsResult>
{
    public readonly bool HasRoom => results.RowsUntilFull > 0;

    public readonly void Open(SubtaskContext context) { }

    public readonly void Collect(in TotalsResult row, long time) => results.Add(row.Text, time);

    public readonly void Flush() { }

    public readonly bool Watermark(long watermark)
    {
        lock (results) results.Watermarks.Add(watermark);
        return true;
    }

    public readonly bool ProcessingTime(long nowUs) => true;

    public readonly bool Finish()
    {
        lock (results) results.Finished++;
        return true;
    }

    public readonly bool Resume() => true;

    public readonly void Save(SnapshotWriter to) { }

    public readonly void Load(SnapshotReader from) { }

    public readonly void Close() { }
}
