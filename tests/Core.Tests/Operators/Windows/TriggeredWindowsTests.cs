using Millrace.Operators;
using Millrace.Records;
using Millrace.Runtime;
using Xunit.Abstractions;

namespace Millrace.Core.Tests.Operators;

using EarlyTotals = Batched<Reading, KeyedWindow<Reading, Utf8String, Totals, TotalsResult, TriggeredWindows<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult, long, EarlyTrigger<Reading>>, ResultSink, LateSink>>;
using ExtremeTotals = Batched<Reading, KeyedWindow<Reading, Utf8String, Totals, TotalsResult, TriggeredWindows<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult, int, TriggeredWindowsTests.ExtremeTrigger>, ResultSink, LateSink>>;

/// <summary>Early and late firings against lists of rows.</summary>
public sealed class TriggeredWindowsTests(ITestOutputHelper output) : IDisposable
{
    private readonly MemoryBudget _budget = new(256 << 20);

    public void Dispose()
    {
        _budget.AssertNothingOutstanding();
        _budget.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Early_and_late_results_agree_with_a_slow_reference(bool discarding)
    {
        int total = 0, restarts = 0;
        for (int seed = 0; seed < 120; seed++)
        {
            var random = new Random(seed);
            long size = random.Next(1, 20) * 500, slide = random.Next(3) == 0 ? random.Next(1, 20) * 500 : size;
            long lateness = random.Next(2) * random.Next(8_000), lag = random.Next(2_000), disorder = random.Next(10_000);
            var firing = FiringSpec.Of(new Duration(lateness), random.Next(2) == 0 ? null : random.Next(1, 12), random.Next(2) == 0 ? null : new Duration(random.Next(1, 4_000)), discarding);
            var spec = slide == size ? WindowSpec.Tumbling(new Duration(size)) : WindowSpec.Sliding(new Duration(size), new Duration(slide));
            var rows = Reading.Random(seed, random.Next(2_000), random.Next(1, 80), stepUs: 25, disorder);
            var results = new Results();
            List<(long, long)> late = [];
            var window = new EarlyTotals(new(new(default, spec, firing, new(firing), "totals"), new ResultSink(results), new LateSink(late)));
            var reference = new Reference(size, slide, firing);
            Drive(ref window, rows, lag, random.Next(1, 400), reference.Add, reference.Advance);
            Assert.Equal(reference.Results.Order(), results.Rows.Zip(results.Times, (row, time) => $"{row} {time}").Order());
            Assert.Equal(reference.Late, late);
            total += results.Rows.Count;
            int every = random.Next(1, 400);
            for (int most = 1; most <= 3; most += 2)
            {
                Results before = new(), after = new();
                List<(long, long)> lateBefore = [], lateAfter = [];
                window = new EarlyTotals(new(new(default, spec, firing, new(firing), "totals"), new ResultSink(before), new LateSink(lateBefore)));
                Drive(ref window, rows, lag, every, static (_, _) => { }, static _ => { });
                var places = new Restarts(seed, 100, most);
                var restarted = new Restarted<EarlyTotals>(places, () => new(new(new(default, spec, firing, new(firing), "totals"), new ResultSink(after), new LateSink(lateAfter))));
                Drive(ref restarted, rows, lag, every, static (_, _) => { }, static _ => { });
                Assert.Equal(before.Rows.Zip(before.Times).Order(), after.Rows.Zip(after.Times).Order());
                Assert.Equal(lateBefore.Order(), lateAfter.Order());
                restarts += places.Count;
            }
        }
        output.WriteLine($"{total} results in 120 runs, {restarts} restarts");
    }

    [Fact]
    public void A_global_window_fires_early_and_at_the_end()
    {
        var firing = FiringSpec.Of(null, 3, null, isDiscarding: false);
        var results = new Results();
        var window = new EarlyTotals(new(new(default, WindowSpec.Global, firing, new(firing), "totals"), new ResultSink(results), new LateSink([])));
        Reading[] rows = [.. Enumerable.Range(0, 8).Select(i => new Reading("s", long.MinValue, i, "l"))];
        Drive(ref window, rows, 0, int.MaxValue, static (_, _) => { }, static _ => { });
        Assert.Equal(["3", "6", "8"], results.Rows.Select(row => row.Split(' ')[2]));
    }

    [Fact]
    public void A_trigger_of_ones_own_fires_purges_and_wakes()
    {
        var firing = FiringSpec.Of(null, null, null, isDiscarding: false);
        var results = new Results();
        var window = new ExtremeTotals(new(new(default, WindowSpec.Tumbling(new Duration(10_000)), firing, default, "totals"), new ResultSink(results), new LateSink([])));
        // 500: result and start again. -500: forget. 100: wake at 5 ms.
        (long Time, int Value)[] rows = [(1_000, 1), (1_100, 500), (1_200, 2), (1_300, -500), (1_400, 3), (1_500, 100), (6_000, 4), (7_000, 5), (12_000, 6), (12_001, -500)];
        Drive(ref window, [.. rows.Select(row => new Reading("a sensor with a long name", row.Time, row.Value, "a label that is not inline"))], 0, 1, static (_, _) => { }, static _ => { });
        List<string> once = [.. results.Rows];
        results.Rows.Clear();
        var restarted = new Restarted<ExtremeTotals>(new(1, 1), () => new(new(new(default, WindowSpec.Tumbling(new Duration(10_000)), firing, default, "totals"), new ResultSink(results), new LateSink([]))));
        Drive(ref restarted, [.. rows.Select(row => new Reading("a sensor with a long name", row.Time, row.Value, "a label that is not inline"))], 0, 1, static (_, _) => { }, static _ => { });
        Assert.Equal(once, results.Rows);
        // Two rows and a purge; 3, 100 and 4 when the watermark has passed 5 ms; all since the last purge at the end; nothing of the second window.
        Assert.Equal(["2 501", "3 107", "4 112"], results.Rows.Select(row => string.Join(' ', row.Replace("a sensor with a long name", "s", StringComparison.Ordinal).Split(' ')[2..4])));
    }

    [Fact]
    public void Impossible_firings_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => FiringSpec.Of(new Duration(-1), null, null, false));
        Assert.Throws<ArgumentOutOfRangeException>(() => FiringSpec.Of(null, 0, null, false));
        Assert.Throws<ArgumentOutOfRangeException>(() => FiringSpec.Of(null, null, Duration.Zero, false));
    }

    private void Drive<TWindow>(ref TWindow window, Reading[] rows, long lag, int every, Action<Reading, long> add, Action<long> advance) where TWindow : struct, IOperator<Reading>
    {
        var account = _budget.CreateAccount("state", 20 << 20);
        var context = new SubtaskContext { VertexName = "test", Index = 0, Parallelism = 1, State = account };
        window.Open(context);
        long highest = long.MinValue, watermark = long.MinValue;
        for (int i = 0; i < rows.Length; i++)
        {
            window.Collect(in rows[i], rows[i].Time);
            add(rows[i], watermark);
            highest = Math.Max(highest, rows[i].Time);
            if (i % every != every - 1 || highest - lag - 1 <= watermark) continue;
            watermark = highest - lag - 1;
            window.Flush();
            ResumeUntilDone(ref window, context, window.Watermark(watermark));
            advance(watermark);
        }
        window.Flush();
        ResumeUntilDone(ref window, context, window.Watermark(long.MaxValue));
        advance(long.MaxValue);
        window.Close();
        account.Dispose();
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

    internal readonly struct ExtremeTrigger : IWindowTrigger<Reading, int>
    {
        public TriggerResult OnRow(in Reading row, ref TriggerContext<int> context)
        {
            if (row.Value == 100) context.WakeAt(context.Window.Start + new Duration(5_000));
            return row.Value switch { 500 => TriggerResult.FireAndPurge, -500 => TriggerResult.Purge, _ => TriggerResult.Continue };
        }

        public TriggerResult OnEventTime(ref TriggerContext<int> context) => TriggerResult.Fire;

        public TriggerResult OnProcessingTime(ref TriggerContext<int> context) => TriggerResult.Continue;
    }

    /// <summary>Windows as lists of rows; the built-in trigger in words.</summary>
    private sealed class Reference(long size, long slide, FiringSpec firing)
    {
        private readonly Dictionary<(string Sensor, long Start), Open> _windows = [];

        public List<string> Results { get; } = [];

        public List<(long, long)> Late { get; } = [];

        public void Add(Reading row, long watermark)
        {
            long newest = row.Time - row.Time % slide;
            bool isCovered = false, isTaken = false;
            for (long start = newest; start > row.Time - size; start -= slide)
            {
                isCovered = true;
                long last = start + size - 1;
                if (last + firing.Lateness.Microseconds <= watermark) continue;
                isTaken = true;
                if (!_windows.TryGetValue((row.Sensor.ToString(), start), out var open)) _windows[(row.Sensor.ToString(), start)] = open = new();
                open.Rows.Add(row);
                open.SinceFire++;
                if (last <= watermark) { open.Ended = true; Fire(row.Sensor.ToString(), start, open); continue; }
                if (firing.EarlyRows != 0 && ++open.Counted >= firing.EarlyRows)
                {
                    open.Counted = 0;
                    Fire(row.Sensor.ToString(), start, open);
                    continue;
                }
                if (firing.EarlyPeriod == Duration.Zero || open.Wake != long.MaxValue) continue;
                long wake = (Math.Max(row.Time, watermark) / firing.EarlyPeriod.Microseconds + 1) * firing.EarlyPeriod.Microseconds - 1;
                if (wake < last) open.Wake = wake;
            }
            if (isCovered && !isTaken) Late.Add((row.Time, watermark - (newest + size - 1)));
        }

        public void Advance(long watermark)
        {
            foreach (var ((sensor, start), open) in _windows.ToList())
            {
                long last = start + size - 1;
                if (open.Wake <= watermark)
                {
                    open.Wake = long.MaxValue;
                    if (last > watermark)
                    {
                        open.Counted = 0;
                        Fire(sensor, start, open);
                    }
                }
                if (last <= watermark && !open.Ended)
                {
                    open.Ended = true;
                    Fire(sensor, start, open);
                }
                if (last + firing.Lateness.Microseconds <= watermark) _windows.Remove((sensor, start));
            }
        }

        private void Fire(string sensor, long start, Open open)
        {
            var rows = firing.IsDiscarding ? open.Rows[^open.SinceFire..] : open.Rows;
            open.SinceFire = 0;
            if (rows.Count > 0) Results.Add($"{TotalsResult.Of(sensor, start, start + size, rows)} {start + size - 1}");
        }

        private sealed class Open
        {
            public List<Reading> Rows { get; } = [];
            public int SinceFire { get; set; }
            public long Counted { get; set; }
            public long Wake { get; set; } = long.MaxValue;
            public bool Ended { get; set; }
        }
    }
}
