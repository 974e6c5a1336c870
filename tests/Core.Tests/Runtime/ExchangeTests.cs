using Millrace.Runtime;

namespace Millrace.Core.Tests.Runtime;

public class ExchangeTests
{
    private const int Rows = 9_000;

    [Fact]
    public async Task Forward_keeps_the_subtask()
    {
        var collected = new Collected();
        await Jobs.Run(Graph(3, collected, ExchangeKind.Forward, _ => new ForwardExchange(default, 0)), Jobs.Options(3));
        Assert.Equal(Rows, collected.Rows.Select(row => row.Time).Distinct().Count());
        // A split is read by one subtask, so it arrives whole at the subtask of the same index.
        Assert.Equal(9, collected.Subtasks.Sum(seen => seen.Rows.Select(row => row.Time / 1_000).Distinct().Count()));
    }

    [Fact]
    public async Task Rebalance_gives_every_subtask_the_same_number_of_rows()
    {
        var collected = new Collected();
        await Jobs.Run(Graph(3, collected, ExchangeKind.Rebalance, _ => new RebalanceExchange(default, 0)), Jobs.Options(3));
        Assert.Equal(Rows, collected.Rows.Select(row => row.Time).Distinct().Count());
        Assert.All(collected.Subtasks, seen => Assert.InRange(seen.Count, (Rows / 3) - 3, (Rows / 3) + 3));
    }

    [Fact]
    public async Task Shuffle_gives_every_subtask_about_the_same_number_of_rows_of_every_split()
    {
        var collected = new Collected();
        await Jobs.Run(Graph(3, collected, ExchangeKind.Shuffle, _ => new ShuffleExchange(default, 0)), Jobs.Options(3));
        Assert.Equal(Rows, collected.Rows.Select(row => row.Time).Distinct().Count());
        // Six standard deviations: it is the same every time for a subtask, but not which subtask reads which split.
        Assert.All(collected.Subtasks, seen => Assert.InRange(seen.Count, (Rows / 3) - 270, (Rows / 3) + 270));
        Assert.All(collected.Subtasks, seen => Assert.Equal(9, seen.Rows.Select(row => row.Time / 1_000).Distinct().Count()));
    }

    [Fact]
    public async Task Broadcast_gives_every_row_to_every_subtask()
    {
        var collected = new Collected();
        await Jobs.Run(Graph(3, collected, ExchangeKind.Broadcast, _ => new BroadcastExchange(default, 0)), Jobs.Options(3));
        Assert.All(collected.Subtasks, seen => Assert.Equal(Rows, seen.Rows.Select(row => row.Time).Distinct().Count()));
        Assert.Equal(3 * Rows, collected.Rows.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_union_takes_the_lower_watermark_of_its_inputs(int parallelism)
    {
        var collected = new Collected();
        var graph = new JobGraph("union");
        Vertex first = Source(graph, "dense", parallelism, Jobs.Splits(0, 9, 1_000)), second = Source(graph, "sparse", parallelism, Jobs.Splits(0, 3, 100, stepUs: 30));
        var to = graph.AddVertex("collect", parallelism, _ => new TimedEventHead<CollectSink>(new CollectSink(collected, windowUs: 100)));
        graph.Connect(first, 0, to, 0, ExchangeKind.Rebalance, 40);
        graph.Connect(second, 0, to, 1, ExchangeKind.Rebalance, 40);
        await Jobs.Run(graph, Jobs.Options(parallelism));
        Assert.Equal(9_300, collected.Rows.Count);
        Assert.Equal(0, collected.LateRows);

        static Vertex Source(JobGraph graph, string name, int parallelism, (int, Event[])[] splits) => graph.AddSource(name, parallelism,
            new ArraySource<Event>(splits) { WaitEvery = 4, RowsPerRead = 100 },
            _ => new EventHead<RebalanceExchange>(new RebalanceExchange(default, 0)), Jobs.Probe);
    }

    [Fact]
    public void A_forward_edge_between_different_parallelism_is_refused()
    {
        var graph = new JobGraph("crooked");
        var from = graph.AddSource("array", 2, new ArraySource<Event>(), _ => new EventHead<ForwardExchange>(new ForwardExchange(default, 0)));
        var to = graph.AddVertex("collect", 3, _ => new TimedEventHead<CollectSink>(default));
        graph.Connect(from, 0, to, 0, ExchangeKind.Forward, 40);
        Assert.Throws<ArgumentException>(() => JobExecution.Start(graph, Jobs.Options(2)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData(257)]
    public void A_parallelism_that_is_not_possible_is_refused(int parallelism)
    {
        var graph = Jobs.Fused(new ArraySource<Event>(), new Collected());
        var refused = Assert.Throws<JobConfigurationException>(() => JobExecution.Start(graph, Jobs.Options(parallelism)));
        Assert.StartsWith($"--parallelism {parallelism} (JobOptions.Parallelism) is not possible; give a whole number from 1 to 256.", refused.Message, StringComparison.Ordinal);
    }

    private static JobGraph Graph<TExchange>(int parallelism, Collected collected, ExchangeKind kind, Func<SubtaskContext, TExchange> exchange) where TExchange : struct, IOperator<Event>
    {
        var graph = new JobGraph("exchange");
        var from = graph.AddSource("array", parallelism, new ArraySource<Event>(Jobs.Splits(0, 9, 1_000)), context => new EventHead<TExchange>(exchange(context)), Jobs.Probe);
        var to = graph.AddVertex("collect", parallelism, _ => new TimedEventHead<CollectSink>(new CollectSink(collected)));
        graph.Connect(from, 0, to, 0, kind, 40);
        return graph;
    }
}
