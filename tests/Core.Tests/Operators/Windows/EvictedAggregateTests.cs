using Millrace.Operators;
using Millrace.Records;
using Millrace.Runtime;
using Xunit.Abstractions;

namespace Millrace.Core.Tests.Operators;

using Behind = EvictedAggregate<Reading, Utf8String, Totals, TotalsFunction, TotalsResult, ResultSink>;
using Firing = Batched<Reading, KeyedWindow<Reading, Utf8String, EvictedAcc<Reading>, EvictedRows<Reading, Utf8String>, TriggeredWindows<Reading, Utf8String, Utf8StringRecord, EvictedAcc<Reading>, EvictedFunction<Reading, Utf8String, TotalsFunction>, EvictedRows<Reading, Utf8String>, long, EarlyTrigger<Reading>>, EvictedAggregate<Reading, Utf8String, Totals, TotalsFunction, TotalsResult, ResultSink>, LateSink>>;
using Overlapping = Batched<Reading, KeyedWindow<Reading, Utf8String, EvictedAcc<Reading>, EvictedRows<Reading, Utf8String>, SlidingWindows<Reading, Utf8String, Utf8StringRecord, EvictedAcc<Reading>, EvictedFunction<Reading, Utf8String, TotalsFunction>, EvictedRows<Reading, Utf8String>>, EvictedAggregate<Reading, Utf8String, Totals, TotalsFunction, TotalsResult, ResultSink>, LateSink>>;

/// <summary>Aggregates of the rows that an evictor leaves, against lists of rows.</summary>
public sealed class EvictedAggregateTests(ITestOutputHelper output) : IDisposable
{
    private readonly MemoryBudget _budget = new(256 << 20);

    public void Dispose()
    {
        _budget.AssertNothingOutstanding();
        _budget.Dispose();
    }

    [Fact]
    public void Windows_that_fire_early_and_late_agree_with_a_slow_reference()
    {
        int total = 0;
        for (int seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            long size = random.Next(1, 20) * 500;
            int early = random.Next(1, 30);
            var (spec, keep) = Evictor(random);
            bool discarding = random.Next(2) == 0;
            var firing = FiringSpec.Of(new Duration(random.Next(2) * random.Next(8_000)), early, null, discarding);
            var rows = Reading.Random(seed, random.Next(1_500), random.Next(1, 60), stepUs: 25, random.Next(6_000));
            var results = new Results();
            var window = new Firing(new(new(new(default, spec), WindowSpec.Tumbling(new Duration(size)), firing, new(firing), "totals"), new Behind(default, new ResultSink(results)), new LateSink([])));
            List<string> expected = [];
            var open = new Dictionary<(string Sensor, long Start), (List<Reading> Rows, int Count, bool Ended)>();
            Drive(ref window, results, rows, random.Next(2_000), random.Next(1, 300), Add, Advance);
            Assert.Equal(expected.Order(), results.Rows.Order());
            total += results.Rows.Count;

            void Add(Reading row, long watermark)
            {
                var key = (row.Sensor.ToString(), row.Time - row.Time % size);
                long last = key.Item2 + size - 1;
                if (last + firing.Lateness.Microseconds <= watermark) return;
                if (!open.TryGetValue(key, out var state)) state = ([], 0, last <= watermark);
                state.Rows.Add(row);
                bool fires = last <= watermark || ++state.Count >= early;
                if (fires) state.Count = last <= watermark ? state.Count : 0;
                open[key] = state;
                if (fires) Fire(key, state.Rows);
            }

            void Advance(long watermark)
            {
                foreach (var (key, state) in open.ToList())
                {
                    long last = key.Start + size - 1;
                    if (last <= watermark && !state.Ended)
                    {
                        open[key] = (state.Rows, 0, true);
                        Fire(key, state.Rows);
                    }
                    if (last + firing.Lateness.Microseconds <= watermark) open.Remove(key);
                }
            }

            void Fire((string Sensor, long Start) key, List<Reading> held)
            {
                if (held.Count == 0) return;
                expected.Add(TotalsResult.Of(key.Sensor, key.Start, key.Start + size, keep(held)));
                if (discarding) held.Clear();
            }
        }
        output.WriteLine($"{total} results in 100 runs");
    }

    [Fact]
    public void Windows_that_overlap_agree_with_a_slow_reference()
    {
        int total = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            long size = random.Next(1, 20) * 500, slide = random.Next(1, 20) * 500;
            var (spec, keep) = Evictor(random);
            // Distinct times, since there is no order between the rows of two slices.
            var rows = Reading.Random(seed, random.Next(1_500), random.Next(1, 60), stepUs: 25, disorderUs: 0);
            var results = new Results();
            var window = new Overlapping(new(new(new(default, spec), WindowSpec.Sliding(new Duration(size), new Duration(slide)), "totals"), new Behind(default, new ResultSink(results)), new LateSink([])));
            Drive(ref window, results, rows, random.Next(2_000), random.Next(1, 300), static (_, _) => { }, static _ => { });
            var expected = rows.SelectMany(row => Starts(row.Time, size, slide).Select(start => (Start: start, Row: row))).GroupBy(pair => (Sensor: pair.Row.Sensor.ToString(), pair.Start), pair => pair.Row)
                .Select(group => TotalsResult.Of(group.Key.Sensor, group.Key.Start, group.Key.Start + size, keep([.. group])));
            Assert.Equal(expected.Order(), results.Rows.Order());
            total += results.Rows.Count;
        }
        output.WriteLine($"{total} results in 60 runs");
    }

    private static IEnumerable<long> Starts(long time, long size, long slide)
    {
        for (long start = time - time % slide; start > time - size; start -= slide) yield return start;
    }

    private static (EvictSpec Spec, Func<List<Reading>, List<Reading>> Keep) Evictor(Random random)
    {
        if (random.Next(2) == 0)
        {
            int count = random.Next(1, 12);
            return (EvictSpec.Of(Evict.KeepLast(count)), rows => Ordered(rows, rows.OrderBy(row => row.Time).TakeLast(count)));
        }
        long age = random.Next(1, 4_000);
        return (EvictSpec.Of(Evict.KeepWithin(new Duration(age))), rows => Ordered(rows, rows.Where(row => row.Time > rows.Max(other => other.Time) - age)));
    }

    // In the order they came.
    private static List<Reading> Ordered(List<Reading> rows, IEnumerable<Reading> stay)
    {
        var left = stay.ToList();
        return [.. rows.Where((row, i) => left.Any(other => other == row) && rows.Skip(i + 1).Count(other => other == row) < left.Count(other => other == row))];
    }

    private void Drive<TWindow>(ref TWindow window, Results results, Reading[] rows, long lag, int every, Action<Reading, long> add, Action<long> advance) where TWindow : struct, IOperator<Reading>
    {
        using var account = _budget.CreateAccount("state", 20 << 20);
        var context = new SubtaskContext { VertexName = "test", Index = 0, Parallelism = 1, State = account };
        window.Open(context);
        long highest = long.MinValue, watermark = long.MinValue;
        for (int i = 0; i <= rows.Length; i++)
        {
            if (i < rows.Length)
            {
                window.Collect(in rows[i], rows[i].Time);
                add(rows[i], watermark);
                highest = Math.Max(highest, rows[i].Time);
                if (i % every != every - 1 || highest - lag - 1 <= watermark) continue;
            }
            watermark = i == rows.Length ? long.MaxValue : highest - lag - 1;
            window.Flush();
            bool done = window.Watermark(watermark);
            for (int step = 0; !done; step++)
            {
                context.Budget.Refill(300);
                results.RowsUntilFull = step % 3 == 0 ? 17 : int.MaxValue;
                done = window.Resume();
                window.Flush();
            }
            results.RowsUntilFull = int.MaxValue;
            advance(watermark);
        }
        window.Close();
    }
}
