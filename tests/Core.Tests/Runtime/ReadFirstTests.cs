using Millrace.Operators;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Runtime;

public class ReadFirstTests
{
    [Fact]
    public async Task An_input_that_ends_is_read_to_its_end_before_any_other()
    {
        for (int seed = 0; seed < 12; seed++)
        {
            // The table comes in the course of a second, the stream at once and more of it than channels hold.
            var table = new PacedSource<Event>([.. Enumerable.Range(0, 2).Select(part => Paced(Enumerable.Range(0, 50).Select(i => (2L * i) + part), 20_000))]);
            var stream = new ArraySource<Event>([.. Jobs.Splits(0, 4, 5_000, keys: 100)]);
            var collected = await RunAsync(table, stream, seed, parallelism: 1 + (seed % 3));
            var rows = collected.Rows;
            Assert.Equal(20_000, rows.Count);
            Assert.All(rows, row => Assert.Equal($"table {row.Key}", row.Text));
        }
    }

    [Fact]
    public async Task An_input_that_never_ends_is_read_beside_the_others_and_holds_no_watermark_back()
    {
        for (int seed = 0; seed < 10; seed++)
        {
            var table = new PacedSource<Event>(Paced([0, 1], 1_000_000)) { Bounded = false };
            var stream = new PacedSource<Event>(Paced([0, 1, 0, 1, 0, 1], 400_000)) { Bounded = false };
            var collected = await RunAsync(table, stream, seed, parallelism: 1);
            // Rows of the table come after 1 and 2 seconds.
            Assert.Equal(["", "", "table 0", "", "table 0", "table 1"], collected.Rows.OrderBy(row => row.Time).Select(row => row.Text));
            Assert.InRange(collected.Subtasks.Single().LastWatermark, 4, 5);
        }
    }

    private static (long, Event)[] Paced(IEnumerable<long> keys, long everyUs) => [.. keys.Select((key, i) => ((i + 1) * everyUs, new Event(key, i, $"table {key}")))];

    private static async Task<Collected> RunAsync(PacedSource<Event> table, Millrace.Connectors.SplitSource<Event> stream, int seed, int parallelism)
    {
        var collected = new Collected();
        var graph = new JobGraph("lookup");
        var left = graph.AddSource("stream", parallelism, stream, _ => new EventHead<ForwardExchange>(new(default, 0)));
        var right = graph.AddSource("table", parallelism, table, _ => new EventHead<BroadcastExchange>(new(default, 0), eventTime: false));
        var join = graph.AddVertex("join", parallelism, _ => new TwoInputHead<Event, Event, BroadcastJoin<Event, Event, Event, long, LongRecord, KeySelector, KeySelector, Texts, Event, CollectSink>>(
            new(default, default, default, "join", new(collected))));
        graph.Connect(left, 0, join, 0, ExchangeKind.Forward, 48);
        graph.Connect(right, 0, join, 1, ExchangeKind.Broadcast, 48);
        await using var simulation = new SimulatedExecution(graph, Jobs.Options(parallelism) with { MemoryBytes = 16 << 20 }, seed, Duration.Milliseconds(seed % 5));
        table.Simulation = simulation;
        if (stream is PacedSource<Event> paced) paced.Simulation = simulation;
        if (table.Bounded)
        {
            await simulation.RunToEndAsync();
        }
        else
        {
            await simulation.StartAsync();
            while (simulation.Run(1024)) { }
            await simulation.StopAsync();
        }
        Assert.Equal(0, simulation.Outstanding);
        return collected;
    }

    /// <summary>The left row with the right one's text.</summary>
    private readonly struct Texts : IJoinFunction<Event, Event, Event>
    {
        public static bool KeepsLeft => true;

        public static bool KeepsRight => false;

        public Event Pair(in Event left, in Event right) => left with { Text = right.Text };

        public Event Left(in Event left) => left with { Text = default };

        public Event Right(in Event right) => throw new NotSupportedException();
    }
}
