using Millrace.Operators;
using Millrace.Records;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Operators;

using CumulatingTotals = Batched<Reading, KeyedWindow<Reading, Utf8String, Totals, TotalsResult, CumulatingWindows<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult>, ResultSink, LateSink>>;

public sealed class CumulatingWindowsTests : IDisposable
{
    private readonly MemoryBudget _budget = new(256 << 20);
    private readonly SubtaskContext _context;

    public CumulatingWindowsTests() => _context = new SubtaskContext { VertexName = "test", Index = 0, Parallelism = 1, State = _budget.CreateAccount("state", 200 << 20) };

    public void Dispose()
    {
        _budget.AssertNothingOutstanding();
        _budget.Dispose();
    }

    public static TheoryData<long, long, long, long, long> Cases()
    {
        var cases = new TheoryData<long, long, long, long, long>();
        foreach (var (max, step) in new (long, long)[] { (10_000, 1_000), (9_000, 3_000), (10_000, 10_000), (40_000, 500) })
        {
            foreach (var (disorder, lag) in new (long, long)[] { (0, 0), (8_000, 8_000), (8_000, 1_000), (40_000, 500) })
                cases.Add(max, step, disorder / 3, disorder, lag);
        }
        return cases;
    }

    [Theory, MemberData(nameof(Cases))]
    public void Agrees_with_a_slow_reference_whatever_the_disorder(long max, long step, long offset, long disorder, long lag)
    {
        foreach (int sensors in new[] { 1, 30, 900 })
        {
            var rows = Reading.Random((int)(max + step + disorder), 6_000, sensors, stepUs: 25, disorder);
            var results = new Results();
            List<(long, long)> late = [];
            var spec = WindowSpec.Cumulating(new Duration(max), new Duration(step), new Duration(offset));
            var window = new CumulatingTotals(new(new(default, spec, "totals"), new ResultSink(results), new LateSink(late)));
            var reference = new Reference(max, step, offset);
            Drive(ref window, rows, lag, reference.Add);
            Assert.Equal(reference.Results().Order(), results.Rows.Zip(results.Times, (row, time) => $"{row} {time + 1}").Order());
            Assert.Equal(reference.Late, late);
            Assert.Equal(results.Times.Order(), results.Times);
            for (int most = 1; most <= 3; most += 2)
            {
                var again = new Results();
                List<(long, long)> lateAgain = [];
                var restarted = new Restarted<CumulatingTotals>(new(sensors, 600, most), () => new(new(new(default, spec, "totals"), new ResultSink(again), new LateSink(lateAgain))));
                Drive(ref restarted, rows, lag, static (_, _) => { });
                Assert.Equal(results.Rows.Zip(results.Times).Order(), again.Rows.Zip(again.Times).Order());
                Assert.Equal(late.Order(), lateAgain.Order());
            }
        }
    }

    private void Drive<TWindow>(ref TWindow window, Reading[] rows, long lag, Action<Reading, long> add) where TWindow : struct, IOperator<Reading>
    {
        window.Open(_context);
        long highest = long.MinValue, watermark = long.MinValue;
        for (int i = 0; i < rows.Length; i++)
        {
            window.Collect(in rows[i], rows[i].Time);
            add(rows[i], watermark);
            highest = Math.Max(highest, rows[i].Time);
            if (i % 300 != 299 || highest - lag - 1 <= watermark) continue;
            watermark = highest - lag - 1;
            window.Flush();
            ResumeUntilDone(ref window, window.Watermark(watermark));
        }
        window.Flush();
        ResumeUntilDone(ref window, window.Watermark(long.MaxValue));
        window.Close();
    }

    [Fact]
    public void Long_silences_are_skipped()
    {
        var results = new Results();
        var window = new CumulatingTotals(new(new(default, WindowSpec.Cumulating(new Duration(1_000), new Duration(1)), "totals"), new ResultSink(results), new LateSink([])));
        window.Open(_context);
        _context.Budget.Refill(int.MaxValue);
        for (long time = 0; time < 4_000_000_000_000_000; time += 1_000_000_000_000_000)
        {
            var row = new Reading("s", time + 600, 1, "l");
            window.Collect(in row, row.Time);
            window.Flush();
            Assert.True(window.Watermark(time));
        }
        Assert.True(window.Watermark(long.MaxValue));
        window.Close();
        Assert.Equal(4 * 400, results.Rows.Count);
    }

    [Fact]
    public void A_fire_that_stops_without_room_gives_its_memory_back()
    {
        var results = new Results { RowsUntilFull = 10 };
        var window = new CumulatingTotals(new(new(default, WindowSpec.Cumulating(new Duration(4_000), new Duration(1_000)), "totals"), new ResultSink(results), new LateSink([])));
        window.Open(_context);
        foreach (var row in Reading.Random(3, 2_000, 300, stepUs: 25, 0)) window.Collect(in row, row.Time);
        window.Flush();
        _context.Budget.Refill(int.MaxValue);
        Assert.False(window.Watermark(long.MaxValue));
        Assert.Equal(10, results.Rows.Count);
        window.Close();
    }

    private void ResumeUntilDone<TWindow>(ref TWindow window, bool done) where TWindow : struct, IOperator<Reading>
    {
        for (int steps = 0; !done; steps++)
        {
            Assert.InRange(steps, 0, 100_000);
            _context.Budget.Refill(300);
            done = window.Resume();
        }
    }

    /// <summary>Windows as lists of rows.</summary>
    private sealed class Reference(long max, long step, long offset)
    {
        private readonly Dictionary<(string Sensor, long Start, long End), List<Reading>> _windows = [];

        public List<(long, long)> Late { get; } = [];

        public void Add(Reading row, long watermark)
        {
            long start = (long)Math.Floor((row.Time - offset) / (decimal)max) * max + offset;
            if (start + max - 1 <= watermark) Late.Add((row.Time, watermark - (start + max - 1)));
            for (long end = start + step; end <= start + max; end += step)
            {
                if (row.Time >= end || end - 1 <= watermark) continue;
                if (!_windows.TryGetValue((row.Sensor.ToString(), start, end), out var rows)) _windows[(row.Sensor.ToString(), start, end)] = rows = [];
                rows.Add(row);
            }
        }

        public IEnumerable<string> Results() => _windows.Select(window =>
            $"{TotalsResult.Of(window.Key.Sensor, window.Key.Start, window.Key.End, window.Value)} {window.Key.End}");
    }
}
