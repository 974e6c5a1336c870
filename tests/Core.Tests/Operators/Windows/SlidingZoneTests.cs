using System.Globalization;
using Millrace.Core.Tests.Operators.Joins;
using Millrace.Memory;
using Millrace.Operators;
using Millrace.Records;
using Millrace.Runtime;
using Xunit.Abstractions;

namespace Millrace.Core.Tests.Operators;

using Triggered = Batched<Reading, KeyedWindow<Reading, Utf8String, Totals, TotalsResult, TriggeredWindows<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult, long, EarlyTrigger<Reading>>, ResultSink, LateSink>>;

/// <summary>Overlapping windows by the local time of a zone, and joins in windows of a zone, against lists of rows.</summary>
public sealed class SlidingZoneTests(ITestOutputHelper output) : IDisposable
{
    private const long HourUs = 3_600_000_000, DayUs = 24 * HourUs;
    private const int Days = 12;

    private readonly MemoryBudget _budget = new(256 << 20);

    public void Dispose()
    {
        _budget.AssertNothingOutstanding();
        _budget.Dispose();
    }

    [Fact]
    public void Slices_that_are_merged_agree_with_a_slow_reference() => Agrees<Sliding<Totals, TotalsFunction>>(TotalsResult.Of);

    [Fact]
    public void Slices_that_are_subtracted_agree_with_a_slow_reference() => Agrees<Sliding<Sums, SumsFunction>>(TotalsResult.SumsOf);

    [Fact]
    public void Windows_with_a_trigger_agree_with_a_slow_reference() => Agrees<Firing>(TotalsResult.Of);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Joins_agree_with_all_pairs_of_each_window(bool tumbling)
    {
        int pairs = 0;
        for (int zone = 0; zone < SlowCalendar.Changes.Length; zone++)
        {
            var random = new Random(zone);
            for (int run = 0; run < 3; run++)
            {
                var (spec, windows, rows, _) = Case(zone, random, tumbling, count: 150);
                var sides = rows.Select(_ => random.Next(2)).ToArray();
                var results = new Results();
                List<string> late = [];
                using var account = _budget.CreateAccount("state", 100 << 20);
                var context = new SubtaskContext { VertexName = "test", Index = 0, Parallelism = 1, State = account };
                var join = new JoinOperator<Reading, Reading, Reading, Reading, Utf8String, Utf8StringRecord, SensorKey, SensorKey,
                    WindowJoin<Reading, Reading, Reading, Reading, Utf8String, Utf8StringRecord, PairFunction<Inner>, Pair>, Pair, PairSink, LateRowSink, LateRowSink>(
                    default, default, new(default, spec), "join", new PairSink(results, []), new LateRowSink("left", late), new LateRowSink("right", late));
                join.Open(context);
                for (int i = 0; i < rows.Length; i++)
                {
                    Timed<Reading>[] one = [new(rows[i].Time, rows[i])];
                    context.Budget.Refill(int.MaxValue);
                    if (sides[i] == 0) join.ProcessLeft(one);
                    else join.ProcessRight(one);
                    if (i % 50 != 0) continue;
                    join.Flush();
                    // Nothing is late: rows are at most a day behind.
                    Assert.True(join.Watermark(rows[i].Time - DayUs - 1));
                }
                join.Flush();
                Assert.True(join.Watermark(long.MaxValue));
                join.Close();
                List<string> expected = [];
                foreach (var (start, end) in windows)
                {
                    var inside = rows.Select((row, i) => (Row: row, Side: sides[i])).Where(row => row.Row.Time >= start && row.Row.Time < end).ToLookup(row => (row.Side, row.Row.Sensor.ToString()), row => row.Row);
                    foreach (var lefts in inside.Where(group => group.Key.Side == 0))
                        expected.AddRange(from left in lefts from right in inside[(1, lefts.Key.Item2)] select string.Create(CultureInfo.InvariantCulture, $"{end - 1}: {new Pair(left, right).Text}"));
                }
                Assert.Empty(late);
                Assert.Equal(expected.Order(StringComparer.Ordinal), results.Rows.Order(StringComparer.Ordinal));
                pairs += expected.Count;
            }
        }
        output.WriteLine($"{pairs} pairs in {3 * SlowCalendar.Changes.Length} runs");
        Assert.True(pairs > 5_000);
    }

    [Fact]
    public void A_day_by_hours_has_23_and_25_of_them_where_clocks_change()
    {
        var windows = WindowSpec.Of(Sliding.Of(Duration.Days(1), Duration.Hours(1), "Europe/Berlin"));
        // From noon to noon.
        Assert.Equal(23 * HourUs, Length("2024-03-30T11:00:00Z"));
        Assert.Equal(25 * HourUs, Length("2024-10-26T10:00:00Z"));
        Assert.Equal(24 * HourUs, Length("2024-06-01T10:00:00Z"));

        long Length(string noon)
        {
            long start = windows.LastStart(windows.Line(Timestamp.Parse(noon, null).Microseconds));
            Assert.Equal(noon, windows.WindowAt(start).Start.ToString());
            return (windows.WindowAt(start).End - windows.WindowAt(start).Start).Microseconds;
        }
    }

    [Fact]
    public void The_ends_of_time_do_no_harm()
    {
        var windows = WindowSpec.Of(Sliding.Of(Duration.Days(1), Duration.Hours(1), "America/New_York"));
        foreach (long time in new[] { long.MinValue + 1, -(1L << 62), 1L << 62, long.MaxValue - 1, long.MaxValue })
        {
            long pane = windows.PaneStart(time);
            Assert.InRange(time, pane, windows.PaneLast(pane));
        }
        Assert.Equal(long.MaxValue, windows.WindowLast(windows.LastStart(windows.Line(long.MaxValue))));
    }

    [Fact]
    public void Steps_fit_days()
    {
        Assert.Contains("whole days", Assert.Throws<ArgumentOutOfRangeException>(() => Sliding.Of(Duration.Hours(36), Duration.Hours(1), TimeZoneInfo.Utc)).Message, StringComparison.Ordinal);
        Assert.Contains("other times each day", Assert.Throws<ArgumentOutOfRangeException>(() => Sliding.Of(Duration.Days(1), Duration.Hours(7), TimeZoneInfo.Utc)).Message, StringComparison.Ordinal);
        Assert.Throws<TimeZoneNotFoundException>(() => Sliding.Of(Duration.Days(1), Duration.Hours(1), "Europe/Atlantis"));
    }

    private void Agrees<TMake>(Func<string, long, long, IReadOnlyList<Reading>, string> expected) where TMake : IMake
    {
        (int count, int lates) = (0, 0);
        for (int zone = 0; zone < SlowCalendar.Changes.Length; zone++)
        {
            var random = new Random(zone);
            for (int run = 0; run < 6; run++)
            {
                var (spec, windows, rows, lag) = Case(zone, random, tumbling: false, count: 400);
                var results = new Results();
                List<(long, long)> late = [];
                var reference = Expect(windows, rows, lag, out var expectedLate, expected);
                TMake.Run(this, spec, rows, lag, results, late);
                Assert.Equal(reference.Order(), results.Rows.Zip(results.Times, (row, time) => $"{row} {time}").Order());
                Assert.Equal(expectedLate, late);
                count += results.Rows.Count;
                lates += late.Count;
            }
        }
        output.WriteLine($"{count} results and {lates} late rows in {6 * SlowCalendar.Changes.Length} runs");
        Assert.True(lates > 0);
    }

    private static (WindowSpec Spec, List<(long Start, long End)> Windows, Reading[] Rows, long Lag) Case(int index, Random random, bool tumbling, int count)
    {
        var (zoneName, change) = SlowCalendar.Changes[index];
        var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneName);
        var around = DateTime.Parse(change, CultureInfo.InvariantCulture);
        var size = Duration.Days(random.Next(1, 3));
        var slide = tumbling ? size : random.Next(5) switch { 0 => Duration.Minutes(30), 1 => Duration.Hours(6), 2 => Duration.Days(1), 3 => Duration.Days(3), _ => Duration.Hours(1) };
        var offset = random.Next(3) switch { 0 => Duration.Minutes(30), 1 => Duration.Hours(5), _ => Duration.Zero };
        // Three days on either side of the change, some rows together at the very start of an hour.
        long from = Timestamp.FromDateTime(DateTime.SpecifyKind(around, DateTimeKind.Utc)).Microseconds - 3 * DayUs;
        var rows = Reading.Random(random.Next(), count, random.Next(1, 12), stepUs: 6 * DayUs / count, disorderUs: random.Next(2) * 10 * HourUs);
        for (int i = 0; i < count; i++)
        {
            long time = from + rows[i].Time - 1_000_000;
            rows[i] = rows[i] with { Time = random.Next(4) == 0 ? time - time % HourUs - random.Next(2) : time };
        }
        var spec = tumbling ? WindowSpec.Of(Tumbling.Every(size, zone, offset)) : WindowSpec.Of(Sliding.Of(size, slide, zone, offset));
        return (spec, new SlowCalendar(zone, around, Days).Windows(size, slide, offset), rows, random.Next(2) * random.Next(12) * HourUs);
    }

    private static List<string> Expect(List<(long Start, long End)> windows, Reading[] rows, long lag, out List<(long, long)> late, Func<string, long, long, IReadOnlyList<Reading>, string> expected)
    {
        var open = new Dictionary<(string, int), List<Reading>>();
        late = [];
        long highest = long.MinValue, watermark = long.MinValue;
        for (int i = 0; i < rows.Length; i++)
        {
            bool isTaken = false;
            long last = long.MinValue;
            for (int w = 0; w < windows.Count; w++)
            {
                if (rows[i].Time < windows[w].Start || rows[i].Time >= windows[w].End) continue;
                last = windows[w].End - 1;
                if (last <= watermark) continue;
                isTaken = true;
                var key = (rows[i].Sensor.ToString(), w);
                if (!open.TryGetValue(key, out var held)) open[key] = held = [];
                held.Add(rows[i]);
            }
            if (!isTaken && last != long.MinValue) late.Add((rows[i].Time, watermark - last));
            highest = Math.Max(highest, rows[i].Time);
            if (i % 20 == 19) watermark = Math.Max(watermark, highest - lag - 1);
        }
        return [.. open.Select(entry => $"{expected(entry.Key.Item1, windows[entry.Key.Item2].Start, windows[entry.Key.Item2].End, entry.Value)} {windows[entry.Key.Item2].End - 1}")];
    }

    private void Drive<TWindow>(ref TWindow window, Reading[] rows, long lag) where TWindow : struct, IOperator<Reading>
    {
        using var account = _budget.CreateAccount("state", 100 << 20);
        var context = new SubtaskContext { VertexName = "test", Index = 0, Parallelism = 1, State = account };
        window.Open(context);
        long highest = long.MinValue, watermark = long.MinValue;
        for (int i = 0; i < rows.Length; i++)
        {
            window.Collect(in rows[i], rows[i].Time);
            highest = Math.Max(highest, rows[i].Time);
            if (i % 20 != 19 || highest - lag - 1 <= watermark) continue;
            window.Flush();
            watermark = highest - lag - 1;
            Tell(ref window, watermark);
        }
        window.Flush();
        Tell(ref window, long.MaxValue);
        window.Close();

        void Tell(ref TWindow told, long time)
        {
            context.Budget.Refill(500);
            for (bool done = told.Watermark(time); !done; done = told.Resume()) context.Budget.Refill(500);
        }
    }

    private interface IMake
    {
        static abstract void Run(SlidingZoneTests test, WindowSpec spec, Reading[] rows, long lag, Results results, List<(long, long)> late);
    }

    private sealed class Sliding<TAcc, TFn> : IMake where TAcc : unmanaged, IRecord<TAcc> where TFn : struct, IWindowFunction<Reading, Utf8String, TAcc, TotalsResult>
    {
        public static void Run(SlidingZoneTests test, WindowSpec spec, Reading[] rows, long lag, Results results, List<(long, long)> late)
        {
            var window = new Batched<Reading, KeyedWindow<Reading, Utf8String, TAcc, TotalsResult, SlidingWindows<Reading, Utf8String, Utf8StringRecord, TAcc, TFn, TotalsResult>, ResultSink, LateSink>>(
                new(new(default, spec, "totals"), new ResultSink(results), new LateSink(late)));
            test.Drive(ref window, rows, lag);
        }
    }

    private sealed class Firing : IMake
    {
        public static void Run(SlidingZoneTests test, WindowSpec spec, Reading[] rows, long lag, Results results, List<(long, long)> late)
        {
            var firing = FiringSpec.Of(null, null, null, isDiscarding: false);
            var window = new Triggered(new(new(default, spec, firing, new(firing), "totals"), new ResultSink(results), new LateSink(late)));
            test.Drive(ref window, rows, lag);
        }
    }
}
