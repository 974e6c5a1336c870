using Millrace.Runtime;

namespace Millrace.Core.Tests.Runtime;

public class BackPressureTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_row_that_yields_10_000_rows_survives_a_full_channel(int parallelism)
    {
        var collected = new Collected();
        var graph = Graph(parallelism, collected, Jobs.Splits(0, 10, 3, keys: 1_000_000), next => new Expand<HashExchange>(10_000, next));
        var options = Jobs.Options(parallelism);
        await Jobs.Run(graph, options with { MemoryBytes = JobMemory.Minimum(graph, options) + (8 << 20) });
        Assert.Equal(300_000, collected.Rows.Count);
        Assert.Equal(300_000, collected.Rows.Select(row => row.Key).Distinct().Count());
        Assert.All(collected.Rows, row => Assert.Equal($"row {row.Key / 10_000} made number {row.Key % 10_000}", row.Text));
    }

    [Fact]
    public async Task A_fire_of_a_million_keys_waits_for_room()
    {
        var collected = new Collected();
        var graph = Graph(2, collected, Jobs.Splits(0, 4, 10), next => new FireAll<HashExchange>(1_000_000, next), keepRows: false);
        var options = Jobs.Options(2);
        // No room for spilling a million rows: the fire must stop and resume.
        await Jobs.Run(graph, options with { MemoryBytes = JobMemory.Minimum(graph, options) });
        Assert.Equal(2_000_000, collected.Subtasks.Sum(seen => seen.Count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    public async Task The_minimum_of_memory_is_enough(int parallelism)
    {
        var collected = new Collected();
        var graph = Jobs.Hashed(new ArraySource<Event>(Jobs.Splits(0, 20, 2_000)), collected, parallelism);
        var options = Jobs.Options(parallelism);
        await Jobs.Run(graph, options with { MemoryBytes = JobMemory.Minimum(graph, options) });
        Assert.Equal(40_000, collected.Rows.Count);
    }

    [Fact]
    public void Less_than_the_minimum_is_refused_with_the_minimum()
    {
        var graph = Jobs.Hashed(new ArraySource<Event>(), new Collected(), 2);
        var options = Jobs.Options(2) with { MemoryBytes = 1_000_000 };
        var refused = Assert.Throws<JobConfigurationException>(() => JobExecution.Start(graph, options));
        Assert.Contains("--memory 1 MB is too little", refused.Message.Replace("976.6 KB", "1 MB", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains($"--memory {(JobMemory.Minimum(graph, options) >> 20) + 1}MB", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_024)]
    [InlineData(1 << 20)]
    [InlineData(64 << 20)]
    public void The_least_memory_leaves_every_account_what_it_needs(int maxRowBytes)
    {
        foreach (int parallelism in new[] { 1, 2, 3, 8 })
        {
            var graph = Jobs.Hashed(new ArraySource<Event>(), new Collected(), parallelism);
            var options = Jobs.Options(parallelism) with { MaxRowBytes = maxRowBytes };
            long minimum = JobMemory.Minimum(graph, options);
            for (long total = minimum; total < 4 * minimum; total += minimum / 7)
            {
                var plan = JobMemory.Plan(graph, options with { MemoryBytes = total });
                Assert.Equal(total, plan.ChannelBytes + plan.ReserveBytes + plan.StateBytes);
                // A long row, and two segments for each subtask that sends; what all share, and eight segments for each subtask of both vertices.
                Assert.True(plan.ReserveBytes >= Math.Min(maxRowBytes, 1 << 20) + 2 * 32_768 * parallelism, $"reserve of {plan.ReserveBytes} bytes of {total}");
                Assert.True(plan.StateBytes >= (2 << 20) + 2 * 8 * 32_768 * parallelism, $"state of {plan.StateBytes} bytes of {total}");
                if (total == minimum) Assert.Equal((Math.Min(maxRowBytes, 1 << 20) + 2 * 32_768 * parallelism, (2 << 20) + 2 * 8 * 32_768 * parallelism), (plan.ReserveBytes, plan.StateBytes));
            }
        }
    }

    [Fact]
    public async Task Rows_longer_than_a_segment_travel_alone_and_in_order()
    {
        var collected = new Collected();
        var random = new Random(1);
        int[] lengths = [.. Enumerable.Range(0, 300).Select(i => i % 7 == 0 ? random.Next(40_000, 200_000) : random.Next(100))];
        var graph = Graph(1, collected, Jobs.Splits(0, 1, 300, keys: 1_000_000), next => new Lengthen<HashExchange>(lengths, next));
        await Jobs.Run(graph, Jobs.Options(1) with { MemoryBytes = 64 << 20 });
        Assert.Equal(Enumerable.Range(0, 300).Select(i => (long)i), collected.Rows.Select(row => row.Key));
        Assert.Equal(lengths, collected.Rows.Select(row => row.Text.Length));
    }

    [Fact]
    public async Task A_row_longer_than_allowed_is_an_error_that_says_so()
    {
        var graph = Graph(1, new Collected(), Jobs.Splits(0, 1, 1), next => new Lengthen<HashExchange>([2_000_000], next));
        var failure = await Assert.ThrowsAsync<JobFailedException>(() => Jobs.Run(graph, Jobs.Options(1) with { MaxRowBytes = 1 << 20 }));
        Assert.Contains("2000040 bytes", failure.Message, StringComparison.Ordinal);
        Assert.Contains("MaxRowBytes", failure.Message, StringComparison.Ordinal);
    }

    private static JobGraph Graph<TChain>(int parallelism, Collected collected, (int, Event[])[] splits, Func<HashExchange, TChain> chain, bool keepRows = true)
        where TChain : struct, IOperator<Event>
    {
        var graph = new JobGraph("expanding");
        var from = graph.AddSource("array", parallelism, new ArraySource<Event>(splits), _ => new EventHead<TChain>(chain(new HashExchange(default, 0))), Jobs.Probe);
        var to = graph.AddVertex("collect", parallelism, _ => new TimedEventHead<CollectSink>(new CollectSink(collected, keepRows: keepRows)));
        graph.Connect(from, 0, to, 0, ExchangeKind.Hash, 40);
        return graph;
    }
}
