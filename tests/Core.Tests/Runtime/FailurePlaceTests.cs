using Millrace.Connectors;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Runtime;

/// <summary>What an error says of the row: what is known, and nothing else.</summary>
public class FailurePlaceTests
{
    private const int Rows = 30;

    private static async Task<string> Message(FailingHead.Script script, bool behindExchange = false)
    {
        var source = new ArraySource<Event>(Jobs.Splits(0, 1, Rows)) { RowsPerRead = 10 };
        var graph = new JobGraph("failing");
        if (behindExchange)
        {
            var from = graph.AddSource("array", 1, source, _ => new EventHead<HashExchange>(new(default, 0)), Jobs.Probe);
            var to = graph.AddVertex("chain", 1, _ => new FailingHead(script, failingBatch: 1));
            graph.Connect(from, 0, to, 0, ExchangeKind.Hash, 40);
        }
        else
        {
            graph.AddSource("chain", 1, source, _ => new FailingHead(script, failingBatch: 2));
        }
        return (await Assert.ThrowsAsync<JobFailedException>(() => Jobs.Simulate(graph, Jobs.Options(1), seed: 1))).Message;
    }

    private static string At(string place) => $"Job 'failing' failed in 'chain'{place}: InvalidOperationException: broken. Correct the code or the data; a filter before it can keep such rows out.";

    [Theory]
    [InlineData("process", " at a row from array 0:10 to array 0:19")]
    [InlineData("flush", " at a row from array 0:10 to array 0:19")]
    [InlineData("watermark", "")]
    [InlineData("clock", "")]
    [InlineData("finish", "")]
    public async Task Rows_in_hand_are_named_and_none_where_something_else_has_failed(string call, string place) =>
        Assert.Equal(At(place), await Message(new(call, new InvalidOperationException("broken"))));

    [Theory]
    [InlineData("process", " at a row that came from another subtask")]
    [InlineData("watermark", "")]
    [InlineData("clock", "")]
    [InlineData("finish", "")]
    public async Task Behind_an_exchange_a_row_is_mentioned_only_where_one_was_in_hand(string call, string place) =>
        Assert.Equal(At(place), await Message(new(call, new InvalidOperationException("broken")), behindExchange: true));

    [Fact]
    public async Task Functions_are_called_again_only_if_one_of_them_may_have_thrown()
    {
        var function = new FailingHead.Script("process", new InvalidOperationException("broken"));
        await Message(function);
        Assert.Equal(10, function.Retraced);

        FailingHead.Script gone = new("process", new ConnectorException("The reader has gone.")), full = new("process", new MemoryExhaustedException());
        Assert.Equal("The reader has gone.", await Message(gone));
        Assert.StartsWith("Job 'failing' failed in 'chain': ", await Message(full), StringComparison.Ordinal);
        Assert.Equal((0, 0), (gone.Retraced, full.Retraced));
    }

    /// <summary>Fails in one of its methods, once it has been given so many batches of rows.</summary>
    private struct FailingHead(FailingHead.Script script, int failingBatch) : IHead
    {
        private SubtaskContext _context = null!;
        private int _batches;

        public readonly bool HasRoom => true;

        public void Open(SubtaskContext context)
        {
            _context = context;
            if (script.Call == "watermark") context.EventTime.Assign(Duration.Zero);
        }

        public int Process(in RowBatch batch, int from, int to)
        {
            _batches++;
            if (script.Call == "clock" && _batches >= failingBatch) _context.WakeAt(_context.NowUs);
            Fail("process");
            return to;
        }

        public readonly void Retrace(in RowBatch batch, int row, ref string? operatorName) => script.Retraced++;

        public readonly void Flush() => Fail("flush");

        public readonly bool Watermark(long watermark) => Fail("watermark");

        public readonly bool ProcessingTime(long nowUs) => Fail("clock");

        public readonly bool Finish() => Fail("finish");

        public readonly bool Resume() => true;

        public readonly void Save(SnapshotWriter to) { }

        public readonly void Load(SnapshotReader from) { }

        public readonly void Close() { }

        private readonly bool Fail(string call) => call == script.Call && (_batches >= failingBatch || call is "watermark" or "finish") ? throw script.Cause : true;

        internal sealed class Script(string call, Exception cause)
        {
            public string Call => call;

            public Exception Cause => cause;

            public int Retraced { get; set; }
        }
    }
}
