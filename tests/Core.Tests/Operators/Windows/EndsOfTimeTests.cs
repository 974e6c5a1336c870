using Millrace.Memory;
using Millrace.Operators;
using Millrace.Records;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Operators;

/// <summary>All kinds of windows, with random times that lie anywhere, also where time begins and ends.</summary>
public sealed class EndsOfTimeTests : IDisposable
{
    private const int Cases = 400;

    private static readonly long[] Places =
    [
        TimeMath.FirstUs, TimeMath.FirstUs + 1, Timestamp.EarliestUs - 1, Timestamp.EarliestUs, Timestamp.EarliestUs + 1, -1, 0, 1, 1_796_000_000_000_000,
        Timestamp.LatestUs - 1, Timestamp.LatestUs, Timestamp.LatestUs + 1, long.MaxValue / 2, long.MaxValue - 1, long.MaxValue,
    ];

    private readonly MemoryBudget _budget = new(256 << 20);
    private readonly SubtaskContext _context;

    public EndsOfTimeTests() => _context = new SubtaskContext { VertexName = "test", Index = 0, Parallelism = 1, State = _budget.CreateAccount("state", 200 << 20) };

    public void Dispose()
    {
        _budget.AssertNothingOutstanding();
        _budget.Dispose();
    }

    [Fact]
    public void Tumbling_windows_agree_with_ideal_ones() => Agree(
        (random, size) => WindowSpec.Tumbling(size, Offset(random)),
        (spec, results, late) => new TestWindow<TumblingWindows<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult>>(new(new(default, spec, "totals"), new(results), new(late))));

    [Fact]
    public void Sliding_windows_agree_with_ideal_ones() => Agree(
        (random, size) => Sliding(random, size),
        (spec, results, late) => new TestWindow<SlidingWindows<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult>>(new(new(default, spec, "totals"), new(results), new(late))));

    [Fact]
    public void Cumulating_windows_agree_with_ideal_ones() => Agree(
        (random, size) =>
        {
            var step = new Duration(Math.Max(size.Microseconds / random.Next(1, 9), 1));
            return WindowSpec.Cumulating(new Duration(size.Microseconds / step.Microseconds * step.Microseconds), step, Offset(random));
        },
        (spec, results, late) => new TestWindow<CumulatingWindows<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult>>(new(new(default, spec, "totals"), new(results), new(late))));

    [Fact]
    public void Sessions_agree_with_ideal_ones() => Agree(
        (_, size) => WindowSpec.Session(size),
        (spec, results, late) => new TestWindow<SessionWindows<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult>>(new(new(default, spec, "totals"), new(results), new(late))));

    [Theory]
    [InlineData(0L)]
    [InlineData(50L)]
    [InlineData(long.MaxValue)]
    public void Windows_kept_for_late_rows_agree_with_ideal_ones(long lateness)
    {
        var firing = FiringSpec.Of(new Duration(lateness), null, null, isDiscarding: false);
        Agree(
            (random, size) => random.Next(2) == 0 ? WindowSpec.Tumbling(size, Offset(random)) : Sliding(random, size),
            (spec, results, late) => new TestWindow<TriggeredWindows<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult, long, EarlyTrigger<Reading>>>(
                new(new(default, spec, firing, new(firing), "totals"), new(results), new(late))),
            new Duration(lateness));
    }

    [Fact]
    public void A_session_of_the_first_microsecond_and_one_of_today_stay_two()
    {
        var results = new Results();
        var window = new TestWindow<SessionWindows<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult>>(
            new(new(default, WindowSpec.Session(Duration.Hours(1)), "totals"), new(results), new([])));
        window.Open(_context);
        foreach (long time in new[] { TimeMath.FirstUs, 1_796_000_000_000_000 }) window.Collect(new Reading("s", time, 1, "l"), time);
        window.Flush();
        Finish(ref window, long.MaxValue);
        window.Close();
        Assert.Equal(2, results.Rows.Count);
    }

    [Fact]
    public void A_row_before_all_time_is_refused_by_name()
    {
        var window = new TestWindow<SlidingWindows<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult>>(
            new(new(default, WindowSpec.Sliding(Duration.Hours(2), Duration.Hours(1)), "totals"), new(new()), new([])));
        window.Open(_context);
        window.Collect(new Reading("s", 0, 1, "l"), long.MinValue + 1);
        string text = Assert.Throws<InvalidOperationException>(window.Flush).Message;
        Assert.Contains("'totals'", text, StringComparison.Ordinal);
        Assert.Contains("-9223372036854775807us", text, StringComparison.Ordinal);
        window.Close();
    }

    [Fact]
    public void Windows_that_are_too_long_or_too_many_are_refused()
    {
        var longest = new Duration(TimeMath.LongestUs);
        var longer = new Duration(TimeMath.LongestUs + 1);
        WindowSpec.Tumbling(longest);
        WindowSpec.Session(longest);
        WindowSpec.Sliding(Duration.Seconds(1), new Duration(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => WindowSpec.Tumbling(longer));
        Assert.Throws<ArgumentOutOfRangeException>(() => WindowSpec.Session(longer));
        Assert.Throws<ArgumentOutOfRangeException>(() => WindowSpec.Sliding(longer, longest));
        Assert.Throws<ArgumentOutOfRangeException>(() => WindowSpec.Sliding(longest, longer));
        Assert.Throws<ArgumentOutOfRangeException>(() => WindowSpec.Cumulating(longer, longer));
        Assert.Contains("864,000,000,000,000 of them", Assert.Throws<ArgumentOutOfRangeException>(() => WindowSpec.Sliding(Duration.Days(10_000), new Duration(1))).Message, StringComparison.Ordinal);
        Assert.Contains("common divisor", Assert.Throws<ArgumentOutOfRangeException>(() => WindowSpec.Sliding(Duration.Days(10), new Duration(Duration.Days(1).Microseconds + 1))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => WindowSpec.Cumulating(Duration.Days(10_000), new Duration(1)));
    }

    [Fact]
    public void A_negative_out_of_orderness_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new EventTimeClock().Assign(new Duration(-1)));

    private void Agree<TWindow>(Func<Random, Duration, WindowSpec> windows, Func<WindowSpec, Results, List<(long Time, long LatenessUs)>, TWindow> make, Duration lateness = default)
        where TWindow : struct, IOperator<Reading>
    {
        int total = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            var spec = windows(random, Size(random));
            var results = new Results();
            List<(long Time, long LatenessUs)> late = [];
            var window = make(spec, results, late);
            var reference = new IdealWindows(spec, lateness);
            window.Open(_context);
            long watermark = long.MinValue;
            foreach (var batch in Batches(random, spec.SizeUs))
            {
                foreach (var row in batch)
                {
                    window.Collect(in row, row.Time);
                    reference.Add(row, watermark);
                }
                window.Flush();
                long next = TimeMath.Subtract(batch.Max(row => row.Time), 1 + random.NextInt64(random.Next(2) * Math.Max(spec.SizeUs / 2, 1) + 1));
                if (next <= watermark || next == long.MaxValue) continue;
                watermark = next;
                Finish(ref window, watermark);
                reference.Advance(watermark);
            }
            Finish(ref window, long.MaxValue);
            reference.Advance(long.MaxValue);
            window.Close();
            var expected = reference.Results.Order(StringComparer.Ordinal).ToList();
            var found = results.Rows.Zip(results.Times, (row, time) => $"{row} {time}").Order(StringComparer.Ordinal).ToList();
            Assert.True(expected.SequenceEqual(found), $"case {seed}, {spec}: {expected.Count} results expected, {found.Count} found; missing {string.Join("; ", expected.Except(found).Take(3))}, too many {string.Join("; ", found.Except(expected).Take(3))}");
            Assert.Equal(reference.Late, late.Select(row => $"{row.Time} {row.LatenessUs}"));
            total += found.Count;
        }
        Assert.True(total > 3 * Cases);
    }

    private static Duration Size(Random random) => new(random.Next(6) switch
    {
        0 => random.Next(1, 5),
        1 => random.Next(1, 100),
        2 => Duration.Hours(1).Microseconds,
        3 => TimeMath.LongestUs,
        4 => random.NextInt64(1, TimeMath.LongestUs),
        _ => 1L << random.Next(0, 58),
    });

    // A row lies in at most a dozen windows or so, some of which leave gaps, and slices are not too many.
    private static WindowSpec Sliding(Random random, Duration size)
    {
        int parts = random.Next(1, 12), every = random.Next(1, 14);
        var part = new Duration(Math.Max(size.Microseconds / 14, 1));
        return WindowSpec.Sliding(part * parts, part * every, Offset(random));
    }

    private static Duration Offset(Random random) => new(random.Next(3) switch { 0 => 0, 1 => random.NextInt64(-1_000, 1_000), _ => random.NextInt64(long.MinValue, long.MaxValue) });

    /// <summary>Rows around some places, from the earliest to the latest, out of order within a batch and a little between them.</summary>
    private static IEnumerable<Reading[]> Batches(Random random, long sizeUs)
    {
        int number = 0;
        foreach (long place in Places.OrderBy(_ => random.Next()).Take(random.Next(1, 8)).Order())
        {
            long spread = random.Next(3) switch { 0 => 3, 1 => sizeUs, _ => TimeMath.Add(sizeUs, 2 * sizeUs) };
            for (int batches = random.Next(1, 4); batches > 0; batches--)
            {
                yield return [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ =>
                {
                    long apart = random.NextInt64(spread) * random.Next(2);
                    long time = Math.Max(random.Next(2) == 0 ? TimeMath.Subtract(place, apart) : TimeMath.Add(place, apart), TimeMath.FirstUs);
                    return new Reading(random.Next(2) == 0 ? "a sensor with a long name" : "s", time, ++number, $"a label that is not inline {number}");
                })];
            }
        }
    }

    /// <summary>With a budget that ends in the middle of things; a window that never comes to an end fails.</summary>
    private void Finish<TWindow>(ref TWindow window, long watermark) where TWindow : struct, IOperator<Reading>
    {
        bool done = window.Watermark(watermark);
        for (int steps = 0; !done; steps++)
        {
            Assert.InRange(steps, 0, 10_000);
            _context.Budget.Refill(300);
            done = window.Resume();
        }
    }

    /// <summary>A window operator with its outputs, as one type.</summary>
    private struct TestWindow<TWindows>(KeyedWindow<Reading, Utf8String, Totals, TotalsResult, TWindows, ResultSink, LateSink> window) : IOperator<Reading>
        where TWindows : struct, IKeyedWindows<Reading, Utf8String, Totals, TotalsResult>
    {
        private Batched<Reading, KeyedWindow<Reading, Utf8String, Totals, TotalsResult, TWindows, ResultSink, LateSink>> _window = new(window);

        public readonly bool HasRoom => _window.HasRoom;

        public void Open(SubtaskContext context) => _window.Open(context);

        public void Collect(in Reading row, long time) => _window.Collect(in row, time);

        public void Flush() => _window.Flush();

        public bool Watermark(long watermark) => _window.Watermark(watermark);

        public bool ProcessingTime(long nowUs) => _window.ProcessingTime(nowUs);

        public bool Finish() => _window.Finish();

        public bool Resume() => _window.Resume();

        public void Save(SnapshotWriter to) => _window.Save(to);

        public void Load(SnapshotReader from) => _window.Load(from);

        public void Close() => _window.Close();
    }
}
