using Millrace.Runtime;
using Xunit.Abstractions;

namespace Millrace.Core.Tests.Runtime;

/// <summary>A split is idle when it has been listened to and was silent, and not when nobody listened.</summary>
public class IdlenessTests(ITestOutputHelper output)
{
    private const long TimeoutUs = 100_000;

    [Fact]
    public async Task Back_pressure_never_makes_a_split_idle_that_has_rows()
    {
        int cases = 0;
        for (int seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            int parallelism = random.Next(1, 4);
            // No split is silent for the timeout, but the gate is shut for many times that.
            var splits = Enumerable.Range(0, random.Next(1, 7)).Select(_ => Rows(random, 300, TimeoutUs - 10_000)).ToArray();
            var closures = Enumerable.Range(0, 12).Select(_ => (random.NextInt64(20_000_000), random.NextInt64(5 * TimeoutUs))).ToArray();
            var (collected, _) = await RunAsync(splits, closures, parallelism, seed, behindExchange: random.Next(2) == 0, Watermarks.Monotonous().WithIdleness(new Duration(TimeoutUs)));
            Assert.Equal(300 * splits.Length, collected.Rows.Count);
            Assert.True(collected.LateRows == 0, $"{collected.LateRows} late rows with seed {seed}");
            cases++;
        }
        output.WriteLine($"{cases} cases");
    }

    [Fact]
    public async Task Splits_that_fall_silent_hold_nobody_back()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            // Some stop early, some begin and stop.
            var splits = Enumerable.Range(0, random.Next(2, 7)).Select(_ => Rows(random, random.Next(0, 300), TimeoutUs / 2)).ToArray();
            var closures = Enumerable.Range(0, 5).Select(_ => (random.NextInt64(5_000_000), random.NextInt64(2 * TimeoutUs))).ToArray();
            var (collected, _) = await RunAsync(splits, closures, parallelism: random.Next(1, 4), seed, behindExchange: true, Watermarks.Monotonous().WithIdleness(new Duration(TimeoutUs)));
            long last = splits.SelectMany(split => split).Select(row => row.Item2.Time).DefaultIfEmpty(long.MinValue).Max();
            if (last == long.MinValue) continue;
            Assert.All(collected.Subtasks, seen => Assert.Equal(last - 1, seen.LastWatermark));
        }
    }

    [Fact]
    public async Task A_split_that_is_never_idle_holds_everyone_back()
    {
        var random = new Random(1);
        (long, Event)[][] splits = [[(0, new Event(0, 5, default))], Rows(random, 300, TimeoutUs)];
        var (collected, _) = await RunAsync(splits, [], parallelism: 2, seed: 1, behindExchange: true, Watermarks.Monotonous().WithIdleness(Duration.Zero));
        Assert.All(collected.Subtasks, seen => Assert.Equal(4, seen.LastWatermark));
    }

    [Fact]
    public async Task A_silent_split_does_not_hold_back_one_that_always_has_rows_at_hand()
    {
        (long, Event)[][] splits = [[(0, new Event(0, 0, default))], [.. Enumerable.Range(0, 200_000).Select(i => (0L, new Event(i, i, default)))]];
        var (collected, endUs) = await RunAsync(splits, [], parallelism: 1, seed: 1, behindExchange: false, Watermarks.Monotonous().WithIdleness(Duration.Milliseconds(1)));
        Assert.Equal(200_001, collected.Rows.Count);
        Assert.True(endUs > 5_000);
        Assert.InRange(collected.MostOpenWindows, 1, 100);
    }

    private static (long AtUs, Event Row)[] Rows(Random random, int count, long longestGapUs)
    {
        var rows = new (long, Event)[count];
        long at = 0;
        for (int i = 0; i < count; i++)
        {
            at += random.Next(3) switch { 0 => 0, 1 => random.NextInt64(2_000), _ => random.NextInt64(longestGapUs) };
            rows[i] = (at, new Event(random.Next(50), at, default));
        }
        return rows;
    }

    private static async Task<(Collected Collected, long EndUs)> RunAsync((long, Event)[][] splits, IEnumerable<(long, long)> closures, int parallelism, int seed, bool behindExchange, Watermarks watermarks)
    {
        var collected = new Collected();
        var keeper = new GateKeeper();
        var source = new PacedSource<Event>(splits) { Bounded = false };
        var graph = new JobGraph("idle");
        if (behindExchange)
        {
            var from = graph.AddSource("paced", parallelism, source,
                _ => new EventHead<Gate<HashExchange>>(new(keeper, new(default, 0)), watermarks: watermarks));
            var to = graph.AddVertex("collect", parallelism, _ => new TimedEventHead<Gate<CollectSink>>(new(keeper, new(collected, windowUs: 1_000))));
            graph.Connect(from, 0, to, 0, ExchangeKind.Hash, 40);
        }
        else
        {
            graph.AddSource("paced", parallelism, source, _ => new EventHead<Gate<CollectSink>>(new(keeper, new(collected, windowUs: 1_000)), watermarks: watermarks));
        }
        await using var simulation = new SimulatedExecution(graph, Jobs.Options(parallelism) with { MemoryBytes = 16 << 20 }, seed, Duration.Milliseconds(seed % 4)) { KeepsTrace = false };
        source.Simulation = simulation;
        keeper.Schedule(simulation, closures);
        await simulation.StartAsync();
        while (simulation.Run(1024)) { }
        await simulation.StopAsync();
        Assert.Equal(0, simulation.Outstanding);
        return (collected, simulation.Clock.NowUs);
    }
}
