using Millrace.Operators;
using Millrace.Records;
using Millrace.Runtime;
using Xunit.Abstractions;

namespace Millrace.Core.Tests.Operators;

using EarlyTotals = Batched<Reading, KeyedWindow<Reading, Utf8String, Totals, TotalsResult, TriggeredWindows<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult, EarlyClockState, EarlyClockTrigger<Reading>>, ResultSink, LateSink>>;
using QuietTotals = Batched<Reading, KeyedWindow<Reading, Utf8String, Totals, TotalsResult, TriggeredWindows<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult, long, ClockTriggerTests.QuietTrigger>, ResultSink, LateSink>>;
using RashTotals = Batched<Reading, KeyedWindow<Reading, Utf8String, Totals, TotalsResult, TriggeredWindows<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult, long, ClockTriggerTests.RashTrigger>, ResultSink, LateSink>>;

/// <summary>Windows that the clock makes fire early, against lists of rows.</summary>
public sealed class ClockTriggerTests(ITestOutputHelper output) : IDisposable
{
    private const long QuietUs = 700;

    private readonly MemoryBudget _budget = new(256 << 20);

    public void Dispose()
    {
        _budget.AssertNothingOutstanding();
        _budget.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Early_results_by_the_clock_agree_with_a_slow_reference(bool discarding)
    {
        (int results, int early) = (0, 0);
        for (int seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            long size = random.Next(1, 20) * 500, slide = random.Next(3) == 0 ? random.Next(1, 20) * 500 : size;
            long? period = random.Next(3) == 0 ? null : random.Next(1, 3_000), quiet = period is not null && random.Next(2) == 0 ? null : random.Next(1, 2_000);
            var firing = FiringSpec.Of(new Duration(random.Next(2) * random.Next(8_000)), random.Next(2) == 0 ? null : random.Next(1, 12), null, discarding,
                period is null ? null : new Duration(period.Value), quiet is null ? null : new Duration(quiet.Value));
            var spec = slide == size ? WindowSpec.Tumbling(new Duration(size)) : WindowSpec.Sliding(new Duration(size), new Duration(slide));
            var rows = Reading.Random(seed, random.Next(2_000), random.Next(1, 80), stepUs: 25, disorderUs: random.Next(10_000));
            var found = new Results();
            var window = new EarlyTotals(new(new(default, spec, firing, new(firing), "totals"), new ResultSink(found), new LateSink([])));
            var reference = new Reference(size, slide, firing);
            Drive(ref window, rows, seed, random.Next(2_000), random.Next(1, 400), reference.Add, reference.Advance, reference.Tell);
            Assert.Equal(reference.Results.Order(), found.Rows.Zip(found.Times, (row, time) => $"{row} {time}").Order());
            results += found.Rows.Count;
            early += reference.Early;
        }
        output.WriteLine($"{results} results in 150 runs, {early} of them by the clock");
        Assert.True(early > 1_000);
    }

    [Fact]
    public void A_trigger_of_ones_own_moves_the_time_of_the_clock_with_every_row()
    {
        (int results, int early) = (0, 0);
        for (int seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var rows = Reading.Random(seed, random.Next(2_000), random.Next(1, 60), stepUs: 25, disorderUs: random.Next(3_000));
            var firing = FiringSpec.Of(null, null, null, isDiscarding: false);
            var found = new Results();
            var window = new QuietTotals(new(new(default, WindowSpec.Tumbling(new Duration(5_000)), firing, default, "totals"), new ResultSink(found), new LateSink([])));
            // What fires takes its rows with it, and nothing fires at the end but what still waits for the clock when input ends.
            var reference = new Reference(5_000, 5_000, FiringSpec.Of(null, null, null, true, null, new Duration(QuietUs))) { FiresAtEnd = false };
            Drive(ref window, rows, seed, random.Next(2_000), random.Next(1, 400), reference.Add, reference.Advance, reference.Tell);
            Assert.Equal(reference.Results.Order(), found.Rows.Zip(found.Times, (row, time) => $"{row} {time}").Order());
            results += found.Rows.Count;
            early += reference.Early;
        }
        output.WriteLine($"{results} results in 100 runs");
        Assert.Equal(results, early);
    }

    [Fact]
    public void In_batch_mode_there_is_one_result_at_the_end()
    {
        var firing = FiringSpec.Of(null, null, null, false, new Duration(10), new Duration(5));
        var results = new Results();
        var window = new EarlyTotals(new(new(default, WindowSpec.Tumbling(new Duration(5_000)), firing, new(firing), "totals"), new ResultSink(results), new LateSink([])));
        Drive(ref window, [.. Reading.Random(1, 500, 1, stepUs: 9, disorderUs: 0).OrderBy(row => row.Time)], 1, 0, 50, static (_, _, _) => { }, static _ => { }, static _ => { }, isBatch: true);
        Assert.Single(results.Rows);
    }

    [Fact]
    public void A_trigger_that_asks_for_the_clock_without_being_told_it_is_refused()
    {
        var firing = FiringSpec.Of(null, null, null, false);
        var window = new RashTotals(new(new(default, WindowSpec.Tumbling(new Duration(5_000)), firing, default, "totals"), new ResultSink(new Results()), new LateSink([])));
        var error = Assert.Throws<InvalidOperationException>(() => Drive(ref window, Reading.Random(1, 1, 1, stepUs: 9, disorderUs: 0), 1, 0, 1, static (_, _, _) => { }, static _ => { }, static _ => { }));
        Assert.Contains("'totals'", error.Message, StringComparison.Ordinal);
        Assert.Contains("IProcessingTimeTrigger", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Impossible_times_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => FiringSpec.Of(null, null, null, false, Duration.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => FiringSpec.Of(null, null, null, false, null, new Duration(-1)));
    }

    private void Drive<TWindow>(ref TWindow window, Reading[] rows, int seed, long lag, int every, Action<Reading, long, long> add, Action<long> advance, Action<long> tell, bool isBatch = false)
        where TWindow : struct, IOperator<Reading>
    {
        var random = new Random(seed);
        using var account = _budget.CreateAccount("state", 20 << 20);
        var context = new SubtaskContext { VertexName = "test", Index = 0, Parallelism = 1, State = account, IsBatch = isBatch };
        long clock = 1_000_000, highest = long.MinValue, watermark = long.MinValue;
        context.Advance(clock);
        window.Open(context);
        try
        {
            for (int i = 0; i < rows.Length; i++)
            {
                if (random.Next(4) == 0)
                {
                    // The clock goes on, mostly a little; a batch in the operator comes before.
                    window.Flush();
                    if (!isBatch) clock += random.Next(10) == 0 ? random.Next(3_000) : random.Next(60);
                    context.Advance(clock);
                    tell(clock);
                    if (context.TryTakeWake(clock)) ResumeUntilDone(ref window, context, window.ProcessingTime(clock));
                }
                window.Collect(in rows[i], rows[i].Time);
                add(rows[i], watermark, clock);
                highest = Math.Max(highest, rows[i].Time);
                if (i % every != every - 1 || highest - lag - 1 <= watermark) continue;
                watermark = highest - lag - 1;
                window.Flush();
                ResumeUntilDone(ref window, context, window.Watermark(watermark));
                advance(watermark);
            }
            window.Flush();
            if (context.TryTakeWake(long.MaxValue)) ResumeUntilDone(ref window, context, window.ProcessingTime(long.MaxValue));
            tell(long.MaxValue);
            ResumeUntilDone(ref window, context, window.Watermark(long.MaxValue));
            advance(long.MaxValue);
        }
        finally
        {
            window.Close();
        }
    }

    private static void ResumeUntilDone<TWindow>(ref TWindow window, SubtaskContext context, bool done) where TWindow : struct, IOperator<Reading>
    {
        for (int steps = 0; !done; steps++)
        {
            Assert.InRange(steps, 0, 100_000);
            context.Budget.Refill(300);
            done = window.Resume();
        }
    }

    /// <summary>Fires when a key has been silent, and forgets.</summary>
    internal readonly struct QuietTrigger : IWindowTrigger<Reading, long>
    {
        public static bool UsesProcessingTime => true;

        public TriggerResult OnRow(in Reading row, ref TriggerContext<long> context)
        {
            context.WakeAtProcessingTime(context.ProcessingTime + new Duration(QuietUs));
            return TriggerResult.Continue;
        }

        public TriggerResult OnEventTime(ref TriggerContext<long> context) => TriggerResult.Continue;

        public TriggerResult OnProcessingTime(ref TriggerContext<long> context) => TriggerResult.FireAndPurge;
    }

    /// <summary>Asks for what it cannot be told.</summary>
    internal readonly struct RashTrigger : IWindowTrigger<Reading, long>
    {
        public TriggerResult OnRow(in Reading row, ref TriggerContext<long> context)
        {
            context.WakeAtProcessingTime(context.ProcessingTime);
            return TriggerResult.Continue;
        }

        public TriggerResult OnEventTime(ref TriggerContext<long> context) => TriggerResult.Continue;

        public TriggerResult OnProcessingTime(ref TriggerContext<long> context) => TriggerResult.Continue;
    }

    /// <summary>Windows as lists of rows; the built-in trigger in words.</summary>
    private sealed class Reference(long size, long slide, FiringSpec firing)
    {
        private readonly Dictionary<(string Sensor, long Start), Open> _windows = [];
        private long _watermark = long.MinValue;

        public bool FiresAtEnd { get; init; } = true;

        public List<string> Results { get; } = [];

        public int Early { get; private set; }

        public void Add(Reading row, long watermark, long clock)
        {
            for (long start = row.Time - row.Time % slide; start > row.Time - size; start -= slide)
            {
                long last = start + size - 1;
                if (last + firing.Lateness.Microseconds <= watermark) continue;
                if (!_windows.TryGetValue((row.Sensor.ToString(), start), out var open)) _windows[(row.Sensor.ToString(), start)] = open = new();
                open.Rows.Add(row);
                open.SinceFire++;
                if (last <= watermark) { open.Ended = true; Fire(row.Sensor.ToString(), start, open); continue; }
                open.LastRow = clock;
                if (!open.Waits && firing.EarlyClockPeriod != default)
                    open.PeriodEnd = (clock / firing.EarlyClockPeriod.Microseconds + 1) * firing.EarlyClockPeriod.Microseconds;
                open.Waits = true;
                if (firing.EarlyRows == 0 || ++open.Counted < firing.EarlyRows) continue;
                open.Counted = 0;
                Fire(row.Sensor.ToString(), start, open);
            }
        }

        public void Tell(long clock)
        {
            if (clock == long.MaxValue && FiresAtEnd) return;
            foreach (var ((sensor, start), open) in _windows)
            {
                bool isDue = (firing.EarlyClockPeriod != default && open.PeriodEnd <= clock) || (firing.EarlyQuiet != default && open.LastRow + firing.EarlyQuiet.Microseconds <= clock);
                if (!open.Waits || !isDue) continue;
                open.Waits = false;
                if (start + size - 1 <= _watermark) continue;
                open.Counted = 0;
                Early += Fire(sensor, start, open);
            }
        }

        public void Advance(long watermark)
        {
            _watermark = watermark;
            foreach (var ((sensor, start), open) in _windows.ToList())
            {
                long last = start + size - 1;
                if (last <= watermark && !open.Ended)
                {
                    open.Ended = true;
                    open.Counted = 0;
                    if (FiresAtEnd) Fire(sensor, start, open);
                }
                if (last + firing.Lateness.Microseconds <= watermark) _windows.Remove((sensor, start));
            }
        }

        private int Fire(string sensor, long start, Open open)
        {
            var rows = firing.IsDiscarding ? open.Rows[^open.SinceFire..] : open.Rows;
            open.SinceFire = 0;
            if (rows.Count > 0) Results.Add($"{TotalsResult.Of(sensor, start, start + size, rows)} {start + size - 1}");
            return rows.Count > 0 ? 1 : 0;
        }

        private sealed class Open
        {
            public List<Reading> Rows { get; } = [];
            public int SinceFire { get; set; }
            public long Counted { get; set; }
            public bool Waits { get; set; }
            public long PeriodEnd { get; set; }
            public long LastRow { get; set; }
            public bool Ended { get; set; }
        }
    }
}
