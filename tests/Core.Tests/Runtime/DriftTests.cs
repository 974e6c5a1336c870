using Millrace.Memory;
using Millrace.Runtime;
using Xunit.Abstractions;

namespace Millrace.Core.Tests.Runtime;

/// <summary>Sources with a largest drift keep together, and nothing waits for ever.</summary>
public class DriftTests(ITestOutputHelper output)
{
    private const int RowsPerRead = 64;

    [Fact]
    public async Task Sources_of_a_group_keep_together_and_every_row_comes()
    {
        int cases = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            int parallelism = random.Next(1, 4);
            // A backlog that could be read at once, and a source whose rows come over time; event time of both goes by the microsecond.
            long driftUs = random.NextInt64(20_000, 100_000);
            var backlog = Enumerable.Range(0, random.Next(1, 4)).Select(split => Rows(random, split, 4_000, atOnce: true)).ToArray();
            var live = Enumerable.Range(0, random.Next(1, 4)).Select(split => Rows(random, 10 + split, 4_000, atOnce: false)).ToArray();
            var seen = new List<(int Source, long Time)>();
            var graph = new JobGraph("drift");
            var sources = new[] { new PacedSource<Event>(backlog) { Bounded = false, RowsPerRead = RowsPerRead }, new PacedSource<Event>(live) { Bounded = false, RowsPerRead = RowsPerRead } };
            var watermarks = Watermarks.Monotonous().WithMaxDrift(new Duration(driftUs), "both").WithIdleness(Duration.Seconds(1));
            for (int i = 0; i < 2; i++)
            {
                int source = i;
                graph.AddSource($"source {i}", parallelism, sources[i], _ => new EventHead<Note>(new(source, seen), watermarks: watermarks));
            }
            await using var simulation = new SimulatedExecution(graph, Jobs.Options(parallelism) with { MemoryBytes = 16 << 20 }, seed) { KeepsTrace = false };
            foreach (var source in sources) source.Simulation = simulation;
            await simulation.StartAsync();
            while (simulation.Run(1024)) { }
            await simulation.StopAsync();
            Assert.Equal(backlog.Concat(live).Sum(split => split.Length), seen.Count);
            // What the slow source had shown when a row of the backlog was read, and what one read may go beyond.
            long[] shown = [.. Enumerable.Repeat(long.MinValue, live.Length)];
            foreach (var (source, time) in seen)
            {
                long slow = shown.Min();
                if (source == 1) shown[(int)(time & 7)] = time;
                else if (slow != long.MinValue && !HasEnded(live, shown)) Assert.True(time <= slow + driftUs + RowsPerRead * 500L, $"{time} is {time - slow} ahead, drift {driftUs}, seed {seed}");
            }
            cases++;
        }
        output.WriteLine($"{cases} cases");
    }

    [Fact]
    public async Task A_source_that_ends_or_is_idle_holds_nobody()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            foreach (bool bounded in new[] { true, false })
            {
                var seen = new List<(int Source, long Time)>();
                var random = new Random(seed);
                var graph = new JobGraph("drift");
                var few = new PacedSource<Event>(Rows(random, 0, 10, atOnce: true)) { Bounded = bounded };
                var many = new PacedSource<Event>(Rows(random, 1, 20_000, atOnce: true)) { Bounded = bounded };
                var watermarks = Watermarks.Monotonous().WithMaxDrift(Duration.Milliseconds(1), "both");
                graph.AddSource("few", 2, few, _ => new EventHead<Note>(new(0, seen), watermarks: watermarks));
                graph.AddSource("many", 2, many, _ => new EventHead<Note>(new(1, seen), watermarks: watermarks));
                await using var simulation = new SimulatedExecution(graph, Jobs.Options(2) with { MemoryBytes = 16 << 20 }, seed) { KeepsTrace = false };
                few.Simulation = many.Simulation = simulation;
                if (bounded)
                {
                    await simulation.RunToEndAsync();
                }
                else
                {
                    await simulation.StartAsync();
                    while (simulation.Run(1024)) { }
                    await simulation.StopAsync();
                }
                Assert.Equal(20_010, seen.Count);
                Assert.Equal(0, simulation.Outstanding);
            }
        }
    }

    private static bool HasEnded((long, Event Row)[][] live, long[] shown) =>
        live.Where((split, i) => split[^1].Row.Time == shown[i]).Any();

    private static (long AtUs, Event Row)[] Rows(Random random, int split, int count, bool atOnce)
    {
        var rows = new (long, Event)[count];
        long time = 0;
        for (int i = 0; i < count; i++)
        {
            time += random.NextInt64(500);
            // The lowest digits say which split it is.
            long stamped = (time & ~7L) | (uint)(split % 10);
            rows[i] = (atOnce ? 0 : time, new Event(split, stamped, default));
        }
        return rows;
    }

    /// <summary>End of a chain: notes the order in which rows of all sources come.</summary>
    private struct Note(int source, List<(int Source, long Time)> seen) : IOperator<Event>
    {
        public readonly bool HasRoom => true;

        public readonly void Open(SubtaskContext context) { }

        public readonly void Collect(in Event row, long time) => seen.Add((source, row.Time));

        public readonly void Flush() { }

        public readonly bool Watermark(long watermark) => true;

        public readonly bool ProcessingTime(long nowUs) => true;

        public readonly bool Finish() => true;

        public readonly bool Resume() => true;

        public readonly void Save(SnapshotWriter to) { }

        public readonly void Load(SnapshotReader from) { }

        public readonly void Close() { }
    }
}
