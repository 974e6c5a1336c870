using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Runtime.Loops;

/// <summary>A graph with a loop: rows are multiplied on their way round and leave it after so many rounds.</summary>
internal static class LoopLab
{
    /// <summary>Source, head of the loop, its body behind a hash exchange; the body sends rows back and collects those that are done.</summary>
    /// <param name="rows">Rows whose key is the number of rounds.</param>
    /// <param name="collected">What leaves the loop.</param>
    /// <param name="parallelism">Subtasks of each vertex.</param>
    /// <param name="factor">What a row becomes in each round.</param>
    /// <param name="failAtText">A row with this text fails the job.</param>
    /// <param name="keepRows">False to count them only.</param>
    public static JobGraph Graph((int, Event[])[] rows, Collected collected, int parallelism, int factor, string? failAtText = null, bool keepRows = true)
    {
        var graph = new JobGraph("lab");
        var source = graph.AddSource("array", parallelism, new ArraySource<Event>(rows) { RowsPerRead = 30 },
            _ => new EventHead<ForwardExchange>(new(default, 0)), Jobs.Probe);
        var head = graph.AddVertex("head", parallelism, _ => new TimedEventHead<HashExchange>(new(default, 0)));
        var body = graph.AddVertex("body", parallelism, _ => new TimedEventHead<Round>(new Round(factor, failAtText, new(default, 0), new(collected, 0, keepRows))));
        graph.Connect(source, 0, head, 0, ExchangeKind.Forward, 40);
        graph.Connect(head, 0, body, 0, ExchangeKind.Hash, 40);
        graph.Connect(body, 0, head, 1, ExchangeKind.Rebalance, 40, loop: "rounds");
        return graph;
    }

    /// <summary>Splits of rows that go round so often.</summary>
    public static (int, Event[])[] Rows(int splits, int rowsPerSplit, int rounds) =>
        [.. Enumerable.Range(0, splits).Select(split => (0, Enumerable.Range(0, rowsPerSplit).Select(i => new Event(rounds, (split * rowsPerSplit) + i, default)).ToArray()))];

    /// <summary>One round: a row with a key above 1 becomes some with a key less by one and a text that counts them.</summary>
    internal struct Round(int factor, string? failAtText, RebalanceExchange back, CollectSink outside) : IOperator<Event>
    {
        private RebalanceExchange _back = back;
        private CollectSink _outside = outside;

        public readonly bool HasRoom => _back.HasRoom;

        public void Open(SubtaskContext context)
        {
            _back.Open(context);
            _outside.Open(context);
        }

        public void Collect(in Event row, long time)
        {
            if (failAtText is not null && row.Text.ToString() == failAtText) throw new InvalidOperationException("text refused");
            if (row.Key <= 1)
            {
                _outside.Collect(in row, time);
                return;
            }
            for (int i = 0; i < factor; i++)
            {
                Utf8String text = row.Key == 2 || factor == 1 ? row.Text : $"{row.Text} made number {i}, which is told at some length";
                var next = new Event(row.Key - 1, row.Time, text);
                _back.Collect(in next, time);
            }
        }

        public readonly void Flush() { }

        public readonly bool Watermark(long watermark) => _back.Watermark(watermark) & _outside.Watermark(watermark);

        public readonly bool ProcessingTime(long nowUs) => true;

        public readonly bool Finish() => _back.Finish() & _outside.Finish();

        public readonly bool Resume() => true;

        public void Save(SnapshotWriter to) => _outside.Save(to);

        public void Load(SnapshotReader from) => _outside.Load(from);

        public readonly void Close() => _outside.Close();
    }
}
