using Millrace.Memory;
using Millrace.Operators;
using Millrace.Records;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Operators;

public sealed class SlidingWindowsTests : IDisposable
{
    private readonly MemoryBudget _budget = new(256 << 20);
    private readonly SubtaskContext _context;

    public SlidingWindowsTests() => _context = new SubtaskContext { VertexName = "test", Index = 0, Parallelism = 1, State = _budget.CreateAccount("state", 200 << 20) };

    public void Dispose()
    {
        _budget.AssertNothingOutstanding();
        _budget.Dispose();
    }

    public static TheoryData<long, long, long, long, long> Cases()
    {
        var cases = new TheoryData<long, long, long, long, long>();
        foreach (var (size, slide) in new (long, long)[] { (10_000, 1_000), (10_000, 3_000), (10_000, 10_000), (2_000, 5_000), (9_000, 6_000), (30_000, 500) })
        {
            foreach (var (disorder, lag) in new (long, long)[] { (0, 0), (8_000, 8_000), (8_000, 1_000), (40_000, 500) })
                cases.Add(size, slide, disorder / 3, disorder, lag);
        }
        return cases;
    }

    [Theory, MemberData(nameof(Cases))]
    public void Agrees_with_a_slow_reference_whatever_the_disorder(long size, long slide, long offset, long disorder, long lag) =>
        Agrees<Totals, TotalsFunction>(size, slide, offset, disorder, lag, TotalsResult.Of);

    [Theory, MemberData(nameof(Cases))]
    public void Agrees_with_a_slow_reference_where_slices_are_subtracted(long size, long slide, long offset, long disorder, long lag) =>
        Agrees<Sums, SumsFunction>(size, slide, offset, disorder, lag, TotalsResult.SumsOf);

    private void Agrees<TAcc, TFn>(long size, long slide, long offset, long disorder, long lag, Func<string, long, long, IReadOnlyList<Reading>, string> expected)
        where TAcc : unmanaged, IRecord<TAcc> where TFn : struct, IWindowFunction<Reading, Utf8String, TAcc, TotalsResult>
    {
        foreach (int sensors in new[] { 1, 30, 900 })
        {
            var rows = Reading.Random((int)(size + slide + disorder), 6_000, sensors, stepUs: 25, disorder);
            var results = new Results();
            List<(long, long)> late = [];
            var spec = WindowSpec.Sliding(new Duration(size), new Duration(slide), new Duration(offset));
            var window = Windows<TAcc, TFn>(spec, results, late);
            var reference = new Reference(size, slide, offset);
            Drive(ref window, rows, lag, results, reference.Add);
            Assert.Equal(reference.Results(expected).Order(), results.Rows.Order());
            Assert.Equal(reference.Late, late);
            Assert.Equal(results.Times.Order(), results.Times);
            for (int most = 1; most <= 3; most += 2)
            {
                var again = new Results();
                List<(long, long)> lateAgain = [];
                var restarted = new Restarted<Batched<Reading, KeyedWindow<Reading, Utf8String, TAcc, TotalsResult, SlidingWindows<Reading, Utf8String, Utf8StringRecord, TAcc, TFn, TotalsResult>, ResultSink, LateSink>>>(
                    new(sensors, 600, most), () => Windows<TAcc, TFn>(spec, again, lateAgain));
                Drive(ref restarted, rows, lag, again, static (_, _) => { });
                Assert.Equal(results.Rows.Order(), again.Rows.Order());
                Assert.Equal(late.Order(), lateAgain.Order());
            }
        }
    }

    private void Drive<TWindow>(ref TWindow window, Reading[] rows, long lag, Results results, Action<Reading, long> add) where TWindow : struct, IOperator<Reading>
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
            ResumeUntilDone(ref window, results, window.Watermark(watermark));
        }
        window.Flush();
        ResumeUntilDone(ref window, results, window.Watermark(long.MaxValue));
        window.Close();
    }

    [Fact]
    public void Long_silences_are_skipped() => SkipsSilences<Totals, TotalsFunction>();

    [Fact]
    public void Long_silences_are_skipped_where_slices_are_subtracted() => SkipsSilences<Sums, SumsFunction>();

    private void SkipsSilences<TAcc, TFn>()
        where TAcc : unmanaged, IRecord<TAcc> where TFn : struct, IWindowFunction<Reading, Utf8String, TAcc, TotalsResult>
    {
        var results = new Results();
        var window = Windows<TAcc, TFn>(WindowSpec.Sliding(new Duration(1_000), new Duration(1)), results, []);
        window.Open(_context);
        _context.Budget.Refill(int.MaxValue);
        for (long time = 0; time < 4_000_000_000_000_000; time += 1_000_000_000_000_000)
        {
            var row = new Reading("s", time, 1, "l");
            window.Collect(in row, time);
            window.Flush();
            Assert.True(window.Watermark(time));
        }
        Assert.True(window.Watermark(long.MaxValue));
        window.Close();
        Assert.Equal(4_000, results.Rows.Count);
    }

    private static Batched<Reading, KeyedWindow<Reading, Utf8String, TAcc, TotalsResult, SlidingWindows<Reading, Utf8String, Utf8StringRecord, TAcc, TFn, TotalsResult>, ResultSink, LateSink>> Windows<TAcc, TFn>(
        WindowSpec spec, Results results, List<(long, long)> late)
        where TAcc : unmanaged, IRecord<TAcc> where TFn : struct, IWindowFunction<Reading, Utf8String, TAcc, TotalsResult> =>
        new(new(new(default, spec, "totals"), new ResultSink(results), new LateSink(late)));

    /// <summary>With a budget that ends in the middle of things, and now and then without room for results.</summary>
    private void ResumeUntilDone<TChain>(ref TChain window, Results results, bool done) where TChain : struct, IOperator<Reading>
    {
        for (int steps = 0; !done; steps++)
        {
            Assert.InRange(steps, 0, 100_000);
            _context.Budget.Refill(300);
            results.RowsUntilFull = steps % 3 == 0 ? 17 : int.MaxValue;
            done = window.Resume();
        }
        results.RowsUntilFull = int.MaxValue;
    }

    /// <summary>Windows as lists of rows.</summary>
    private sealed class Reference(long size, long slide, long offset)
    {
        private readonly Dictionary<(string Sensor, long Start), List<Reading>> _windows = [];

        public List<(long, long)> Late { get; } = [];

        public void Add(Reading row, long watermark)
        {
            long last = (long)Math.Floor((row.Time - offset) / (decimal)slide) * slide + offset;
            bool isCovered = false, isTaken = false;
            for (long start = last; start > row.Time - size; start -= slide)
            {
                isCovered = true;
                if (start + size - 1 <= watermark) continue;
                isTaken = true;
                string sensor = row.Sensor.ToString();
                if (!_windows.TryGetValue((sensor, start), out var rows)) _windows[(sensor, start)] = rows = [];
                rows.Add(row);
            }
            if (isCovered && !isTaken) Late.Add((row.Time, watermark - (last + size - 1)));
        }

        public IEnumerable<string> Results(Func<string, long, long, IReadOnlyList<Reading>, string> expected) =>
            _windows.Select(window => expected(window.Key.Sensor, window.Key.Start, window.Key.Start + size, window.Value));
    }
}
