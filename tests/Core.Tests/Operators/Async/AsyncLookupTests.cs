using Millrace.Core.Tests.Runtime;
using Millrace.Operators;
using Millrace.Runtime;
using Xunit.Abstractions;

namespace Millrace.Core.Tests.Operators;

/// <summary>Lookups in virtual time: what is found, and how often it is asked for.</summary>
public class AsyncLookupTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Every_row_finds_what_there_is_for_its_key_with_one_call_at_a_time()
    {
        int rows = 0, calls = 0;
        for (int seed = 0; seed < 1_000; seed++)
        {
            var random = new Random(seed);
            int keys = random.Next(1, 40), entries = random.Next(2) == 0 ? 1_000 : random.Next(1, 20);
            bool lasts = random.Next(2) == 0, keepsMissing = random.Next(2) == 0, isOrdered = random.Next(2) == 0;
            var cache = Cache.For(lasts ? Duration.Hours(1) : new Duration(random.Next(3) * 20_000), entries);
            int capacity = random.Next(1, 50);
            var how = isOrdered ? Async.Ordered(capacity, Duration.Hours(1)) : Async.Unordered(capacity, Duration.Hours(1));
            how = how.WithRetry(3, Duration.Milliseconds(1));
            var events = Rows(random, random.Next(200), keys);
            var catalogue = new Catalogue(random);
            var collected = await RunAsync(events, catalogue, cache, how, keepsMissing, seed);

            var expected = events.Select(pair => pair.Row).Where(row => keepsMissing || Catalogue.Find(row.Key) is not null)
                .Select(row => (row.Key, row.Time, Text: $"{row.Text}: {Catalogue.Find(row.Key)}")).ToList();
            if (isOrdered) Assert.Equal(expected, collected.Rows);
            else Assert.Equal(expected.Order(), collected.Rows.Order());
            Assert.True(collected.LateRows == 0, $"{collected.LateRows} late rows with seed {seed}");
            Assert.Empty(catalogue.Faults);
            int asked = events.Select(pair => pair.Row.Key).Distinct().Count();
            if (lasts && entries == 1_000) Assert.Equal(asked, catalogue.Answered);
            else Assert.True(catalogue.Answered >= asked);
            rows += events.Length;
            calls += catalogue.Answered;
        }
        output.WriteLine($"1000 schedules, {rows} rows, {calls} answers");
    }

    private static (long AtUs, Event Row)[] Rows(Random random, int count, int keys)
    {
        var rows = new (long, Event)[count];
        long at = 0, time = 0;
        for (int i = 0; i < count; i++)
        {
            if (random.Next(4) == 0) at += random.NextInt64(20_000);
            time += random.Next(2);
            rows[i] = (at, new Event(random.Next(keys), time, default));
        }
        return rows;
    }

    private static Task<Collected> RunAsync((long, Event)[] rows, Catalogue catalogue, Cache cache, Async how, bool keepsMissing, int seed) => Task.Run(async () =>
    {
        var collected = new Collected();
        var source = new PacedSource<Event>(rows);
        var graph = new JobGraph("lookups");
        if (keepsMissing) graph.AddSource("paced", 1, source, _ => new EventHead<AsyncOperator<Event, Event, AsyncLookup<Event, Event, long, LongRecord, string, Left, Event>, Event, CollectSink>>(new(new(new(catalogue), cache), how, "lookup", new(collected, windowUs: 10))));
        else graph.AddSource("paced", 1, source, _ => new EventHead<AsyncOperator<Event, Event, AsyncLookup<Event, Event, long, LongRecord, string, Inner, Event>, Event, CollectSink>>(new(new(new(catalogue), cache), how, "lookup", new(collected, windowUs: 10))));
        await using var simulation = new SimulatedExecution(graph, Jobs.Options(1) with { MemoryBytes = 16 << 20 }, seed) { KeepsTrace = false };
        source.Simulation = catalogue.Simulation = simulation;
        await simulation.RunToEndAsync();
        Assert.Equal(0, simulation.Outstanding);
        return collected;
    });

    /// <summary>What is looked up in; a call in three fails first.</summary>
    internal sealed class Catalogue(Random random)
    {
        private readonly HashSet<long> _asked = [];
        private readonly HashSet<long> _failed = [];

        public SimulatedExecution? Simulation { get; set; }

        public int Answered { get; private set; }

        public List<string> Faults { get; } = [];

        public static string? Find(long key) => key % 3 == 0 ? null : $"value {key}";

        public ValueTask<string?> Ask(long key)
        {
            if (!_asked.Add(key)) Faults.Add($"{key} is asked for twice at a time");
            bool fails = random.Next(3) == 0 && !_failed.Remove(key);
            if (fails) _failed.Add(key);
            if (random.Next(4) == 0)
            {
                End(key, fails);
                return fails ? throw new InvalidOperationException("not now") : new(Find(key));
            }
            var source = new TaskCompletionSource<string?>();
            Simulation!.CallAt(Simulation.Clock.NowUs + random.NextInt64(30_000), () =>
            {
                End(key, fails);
                if (fails) source.SetException(new InvalidOperationException("not now"));
                else source.SetResult(Find(key));
            });
            return new(source.Task);
        }

        private void End(long key, bool fails)
        {
            _asked.Remove(key);
            if (!fails) Answered++;
        }
    }

    internal struct Inner(Catalogue catalogue) : ILookupFunction<Event, long, string, Event>
    {
        public static bool HasFallback => false;

        public static bool KeepsMissing => false;

        public readonly long Key(in Event row) => row.Key;

        public readonly ValueTask<string?> Call(long arg, CancellationToken cancellation) => catalogue.Ask(arg);

        public readonly Event Result(in Event row, string? value) => row with { Text = $"{row.Text}: {value}" };

        public readonly Event Fallback(in Event row, Exception failure) => throw new NotSupportedException();
    }

    internal struct Left(Catalogue catalogue) : ILookupFunction<Event, long, string, Event>
    {
        public static bool HasFallback => false;

        public static bool KeepsMissing => true;

        public readonly long Key(in Event row) => row.Key;

        public readonly ValueTask<string?> Call(long arg, CancellationToken cancellation) => catalogue.Ask(arg);

        public readonly Event Result(in Event row, string? value) => row with { Text = $"{row.Text}: {value}" };

        public readonly Event Fallback(in Event row, Exception failure) => throw new NotSupportedException();
    }
}
