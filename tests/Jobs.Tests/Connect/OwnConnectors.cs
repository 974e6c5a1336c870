using Millrace.Connectors;
using Millrace.Runtime;

namespace Millrace.Jobs.Tests.Connect;

/// <summary>A source as a user might write one: rows of one type, nothing else.</summary>
public sealed class OwnSource(Flight[] flights) : Source<Flight>
{
    public override string Describe() => "own";

    public override bool NeedsLayout => false;

    public override SplitSource<TRow> CreateSplits<TRow, TRecord>() => (SplitSource<TRow>)(object)new OwnSplits(flights);

    private sealed class OwnSplits(Flight[] flights) : SplitSource<Flight>
    {
        public override string Describe() => "own";

        public override ValueTask<IReadOnlyList<SourceSplit>> OpenAsync(CancellationToken cancellation) => new([new SourceSplit("all", 0, Bounded: true)]);

        public override SplitReader<Flight> CreateReader(SourceSplit split, Action wake) => new OwnReader(flights);
    }

    private sealed class OwnReader(Flight[] flights) : SplitReader<Flight>
    {
        private int _next;

        public override long Position => _next;

        public override ReadResult Read(int maxRows, out ReadOnlySpan<Flight> rows)
        {
            rows = flights.AsSpan(_next, Math.Min(7, flights.Length - _next));
            _next += rows.Length;
            return rows.Length > 0 ? ReadResult.Rows : ReadResult.End;
        }

        public override string Locate(int index) => $"flight {_next}";

        protected override void Dispose(bool disposing) { }
    }
}

/// <summary>A sink as a user might write one: for rows of any type, with what is known of them.</summary>
public sealed class OwnSink<T>(ICollection<string> hashes) : Sink<T>
{
    public override string Describe() => "own";

    public override void EndChain<TRow, TRecord>(OpenChain<TRow> chain) => chain.EndWith(new OwnOperator<TRow, TRecord>(hashes));
}

public struct OwnOperator<T, TRecord>(ICollection<string> hashes) : IOperator<T> where T : unmanaged where TRecord : struct, Memory.IRecord<T>
{
    public readonly void Open(SubtaskContext context) { }

    public readonly void Collect(in T row, long time)
    {
        lock (hashes) hashes.Add(TRecord.Hash(in row).ToString("x"));
    }

    public readonly void Flush() { }

    public readonly bool Watermark(long watermark) => true;

    public readonly bool ProcessingTime(long nowUs) => true;

    public readonly bool Finish() => true;

    public readonly bool Resume() => true;

    public readonly bool HasRoom => true;

    public readonly void Save(Memory.SnapshotWriter to) { }

    public readonly void Load(Memory.SnapshotReader from) { }

    public readonly void Close() { }
}

/// <summary>A sink that forgets to end its chain.</summary>
public sealed class EndlessSink<T>(int times) : Sink<T>
{
    public override string Describe() => "endless";

    public override bool NeedsLayout => false;

    public override void EndChain<TRow, TRecord>(OpenChain<TRow> chain)
    {
        for (int i = 0; i < times; i++) chain.EndWith(new DiscardSinkOperator<TRow>());
    }
}
