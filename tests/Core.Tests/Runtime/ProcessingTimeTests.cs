using Millrace.Runtime;

namespace Millrace.Core.Tests.Runtime;

public class ProcessingTimeTests
{
    private const long DelayUs = 250_000;
    private const long Year2026Us = 1_767_225_600_000_000;
    // What a few steps and the exchange in between take of virtual time.
    private const long SlackUs = 20_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_waits_for_the_clock_is_told_when_its_time_has_come(bool behindExchange)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var source = new PacedSource<Event>([.. Enumerable.Range(0, 3).Select(_ => Paced(random, 200))]) { Bounded = false };
            var collected = await RunAsync(source, behindExchange, parallelism: 2, seed);
            Assert.Equal(600, collected.Rows.Count);
            // The key is the time at which the row came.
            Assert.All(collected.Rows, row => Assert.InRange(row.Time - row.Key - Year2026Us, DelayUs, DelayUs + SlackUs));
        }
    }

    [Fact]
    public async Task At_the_end_of_input_nothing_waits_for_the_clock_any_more()
    {
        foreach (bool ticks in new[] { false, true })
        {
            var rows = Enumerable.Range(0, 5_000).Select(i => (0L, new Event(i, 0, default))).ToArray();
            var collected = await RunAsync(new PacedSource<Event>(rows, rows), behindExchange: true, parallelism: 2, seed: 3, ticks, delayUs: 86_400_000_000);
            Assert.Equal(10_000, collected.Rows.Count);
            Assert.All(collected.Rows, row => Assert.True(row.Time - Year2026Us < 1_000_000));
        }
    }

    [Fact]
    public async Task A_clock_that_is_set_while_something_waits_is_followed_but_never_back()
    {
        var rows = new[] { (0L, new Event(0, 0, default)) };
        foreach (long setUs in new[] { -100_000_000L, 50_000_000L })
        {
            var collected = await RunAsync(new PacedSource<Event>(rows) { Bounded = false }, behindExchange: true, parallelism: 1, seed: 1, ticks: false, 180_000_000, simulation =>
                simulation.CallAt(10_000_000, () => simulation.Clock.UtcOffsetUs += setUs), out var execution);
            Assert.Single(collected.Rows);
            // It waits for the wall clock, not for so much time to pass.
            Assert.InRange(collected.Rows[0].Time - Year2026Us, 180_000_000, 240_000_000 + SlackUs);
            Assert.InRange(execution.Clock.NowUs, 180_000_000 - setUs, 180_000_000 - setUs + 60_000_000 + SlackUs);
        }
    }

    private static (long, Event)[] Paced(Random random, int count)
    {
        var rows = new (long, Event)[count];
        long at = 0;
        for (int i = 0; i < count; i++)
        {
            at += random.Next(4) == 0 ? random.NextInt64(100_000) : 0;
            rows[i] = (at, new Event(at, 0, default));
        }
        return rows;
    }

    private static Task<Collected> RunAsync(PacedSource<Event> source, bool behindExchange, int parallelism, int seed, bool ticks = false, long delayUs = DelayUs) =>
        RunAsync(source, behindExchange, parallelism, seed, ticks, delayUs, _ => { }, out _);

    private static Task<Collected> RunAsync(PacedSource<Event> source, bool behindExchange, int parallelism, int seed, bool ticks, long delayUs, Action<SimulatedExecution> script, out SimulatedExecution execution)
    {
        var collected = new Collected();
        var graph = new JobGraph("delayed");
        if (behindExchange)
        {
            var from = graph.AddSource("paced", parallelism, source, _ => new EventHead<HashExchange>(new(default, 0), eventTime: false));
            var to = graph.AddVertex("collect", parallelism, _ => new TimedEventHead<Delay<CollectSink>>(new(delayUs, ticks, new(collected))));
            graph.Connect(from, 0, to, 0, ExchangeKind.Hash, 40);
        }
        else
        {
            graph.AddSource("paced", parallelism, source, _ => new EventHead<Delay<CollectSink>>(new(delayUs, ticks, new(collected)), eventTime: false));
        }
        var simulation = new SimulatedExecution(graph, Jobs.Options(parallelism) with { MemoryBytes = 16 << 20 }, seed, Duration.Milliseconds(3)) { KeepsTrace = false };
        source.Simulation = execution = simulation;
        simulation.Clock.UtcOffsetUs = Year2026Us;
        script(simulation);
        return RunAsync(simulation, source, collected);
    }

    private static async Task<Collected> RunAsync(SimulatedExecution simulation, PacedSource<Event> source, Collected collected)
    {
        await using (simulation)
        {
            if (source.Bounded)
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
        }
        return collected;
    }
}
