using Millrace.Operators;
using Millrace.Records;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Operators;

using TotalsWindow = Batched<Reading, KeyedWindow<Reading, Utf8String, Totals, TotalsResult, TumblingWindows<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult>, ResultSink, CountLate<Reading>>>;
using TotalsWindowWithLate = Batched<Reading, KeyedWindow<Reading, Utf8String, Totals, TotalsResult, TumblingWindows<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult>, ResultSink, LateSink>>;

public sealed class TumblingWindowsTests : IDisposable
{
    private const long Size = 10_000;

    private readonly MemoryBudget _budget = new(256 << 20);
    private readonly SubtaskContext _context;

    public TumblingWindowsTests() => _context = new SubtaskContext { VertexName = "test", Index = 0, Parallelism = 1, State = _budget.CreateAccount("state", 200 << 20) };

    public void Dispose()
    {
        _budget.AssertNothingOutstanding();
        _budget.Dispose();
    }

    [Theory]
    [InlineData(1, 30, 0, 0)]
    [InlineData(2, 30, 25_000, 0)]
    [InlineData(3, 4_000, 25_000, 3_000)]
    [InlineData(4, 1, 0, -1)]
    public void Agrees_with_a_slow_reference_on_rows_out_of_order(int seed, int sensors, long disorderUs, long offsetUs)
    {
        var rows = Reading.Random(seed, 20_000, sensors, stepUs: 7, disorderUs);
        var results = new Results();
        var window = Create();
        Drive(ref window, rows, disorderUs);
        Assert.Equal(TotalsResult.Expected(rows, Size, offsetUs).Order(), results.Rows.Order());
        Assert.Equal(results.Times.Order(), results.Times);
        for (int most = 1; most <= 3; most += 2)
        {
            var plain = results;
            results = new Results();
            var restarted = new Restarted<TotalsWindow>(new(seed, 2_000, most), Create);
            Drive(ref restarted, rows, disorderUs);
            Assert.Equal(plain.Rows.Order(), results.Rows.Order());
            if (most == 1) Assert.Equal(plain.Times, results.Times);
        }
        Assert.All(results.Times, time => Assert.Equal(Size - 1, time - WindowSpec.Tumbling(new Duration(Size), new Duration(offsetUs)).PaneStart(time)));
        Assert.Equal(0, _context.Metrics.LateRows);

        TotalsWindow Create() => new(new(new(default, WindowSpec.Tumbling(new Duration(Size), new Duration(offsetUs)), "totals"), new ResultSink(results), default));
    }

    [Fact]
    public void A_global_window_takes_rows_of_any_time_and_of_none()
    {
        var rows = Reading.Random(6, 20_000, 500, stepUs: 7, disorderUs: 0);
        for (int i = 0; i < rows.Length; i += 100) rows[i] = rows[i] with { Time = (i / 100 % 3) switch { 0 => long.MinValue, 1 => long.MaxValue, _ => long.MinValue + 1 } };
        var results = new Results();
        var window = new TotalsWindow(new(new(default, WindowSpec.Global, "totals"), new ResultSink(results), default));
        window.Open(_context);
        _context.Budget.Refill(int.MaxValue);
        foreach (var row in rows)
        {
            window.Collect(in row, row.Time);
            if (row.Value == 0) Assert.True(window.Watermark(long.MaxValue - 1));
        }
        Assert.Empty(results.Rows);
        Assert.True(window.Watermark(long.MaxValue));
        window.Close();
        Assert.Equal(rows.GroupBy(row => row.Sensor.ToString()).Select(group => TotalsResult.Of(group.Key, long.MinValue, long.MaxValue, [.. group])).Order(), results.Rows.Order());
        Assert.Equal(0, _context.Metrics.LateRows);
    }

    [Fact]
    public void A_window_at_the_end_of_time_ends_with_it()
    {
        var results = new Results();
        var window = new TotalsWindow(new(new(default, WindowSpec.Tumbling(new Duration(Size)), "totals"), new ResultSink(results), default));
        window.Open(_context);
        _context.Budget.Refill(int.MaxValue);
        var row = new Reading("s", long.MaxValue - 1, 1, "l");
        window.Collect(in row, row.Time);
        Assert.True(window.Watermark(long.MaxValue - 2));
        Assert.Empty(results.Rows);
        Assert.True(window.Watermark(long.MaxValue));
        window.Close();
        Assert.Single(results.Rows);
        Assert.Equal(0, _context.Metrics.LateRows);
    }

    [Fact]
    public void A_fire_stops_without_room_or_budget_and_goes_on_where_it_stopped()
    {
        var rows = Reading.Random(5, 20_000, 3_000, stepUs: 7, disorderUs: 0);
        var results = new Results { RowsUntilFull = 100 };
        var window = new TotalsWindow(new(new(default, WindowSpec.Tumbling(new Duration(Size)), "totals"), new ResultSink(results), default));
        window.Open(_context);
        foreach (var row in rows) window.Collect(in row, row.Time);
        window.Flush();
        _context.Budget.Refill(int.MaxValue);
        Assert.False(window.Watermark(long.MaxValue));
        Assert.Equal(100, results.Rows.Count);
        Assert.False(window.HasRoom);
        Assert.False(window.Resume());
        Assert.Equal(100, results.Rows.Count);
        results.RowsUntilFull = int.MaxValue;
        _context.Budget.Refill(500);
        Assert.False(window.Resume());
        Assert.InRange(results.Rows.Count, 500, 700);
        Assert.Empty(results.Watermarks);
        _context.Budget.Refill(int.MaxValue);
        Assert.True(window.Resume());
        Assert.Equal([long.MaxValue], results.Watermarks);
        Assert.Equal(TotalsResult.Expected(rows, Size).Order(), results.Rows.Order());
        window.Close();
    }

    [Fact]
    public void Late_rows_go_to_their_output_with_how_late_they_are()
    {
        var results = new Results();
        List<(long, long)> late = [];
        var window = new TotalsWindowWithLate(new(new(default, WindowSpec.Tumbling(new Duration(Size)), "totals"), new ResultSink(results), new LateSink(late)));
        window.Open(_context);
        _context.Budget.Refill(int.MaxValue);
        Collect(ref window, 5_000);
        Assert.True(window.Watermark(9_998));
        Collect(ref window, 9_000);
        Assert.True(window.Watermark(9_999));
        Assert.Single(results.Rows);
        Collect(ref window, 9_500);
        Collect(ref window, 10_000);
        Assert.True(window.Watermark(20_100));
        Collect(ref window, 19_999);
        window.Close();
        Assert.Equal([(9_500, 0), (19_999, 101)], late);
        Assert.Equal(2, results.Rows.Count);
        Assert.Equal([9_998, 9_999, 20_100], results.Watermarks);
    }

    [Fact]
    public void Late_rows_nobody_wants_are_counted()
    {
        var results = new Results();
        var window = new TotalsWindow(new(new(default, WindowSpec.Tumbling(new Duration(Size)), "totals"), new ResultSink(results), default));
        window.Open(_context);
        _context.Budget.Refill(int.MaxValue);
        Assert.True(window.Watermark(50_000));
        var row = new Reading("s", 1, 1, "l");
        window.Collect(in row, row.Time);
        window.Flush();
        window.Close();
        Assert.Equal(1, _context.Metrics.LateRows);
        Assert.Empty(results.Rows);
    }

    private static void Collect(ref TotalsWindowWithLate window, long time)
    {
        var row = new Reading("s", time, 1, "l");
        window.Collect(in row, time);
        window.Flush();
    }

    private void Drive<TWindow>(ref TWindow window, Reading[] rows, long disorderUs) where TWindow : struct, IOperator<Reading>
    {
        window.Open(_context);
        long highest = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            window.Collect(in rows[i], rows[i].Time);
            highest = Math.Max(highest, rows[i].Time);
            if (i % 500 != 499) continue;
            window.Flush();
            ResumeUntilDone(ref window, window.Watermark(highest - disorderUs - 1));
        }
        window.Flush();
        ResumeUntilDone(ref window, window.Watermark(long.MaxValue));
        Assert.True(window.Finish());
        window.Close();
    }

    private void ResumeUntilDone<TWindow>(ref TWindow window, bool done) where TWindow : struct, IOperator<Reading>
    {
        for (int steps = 0; !done; steps++)
        {
            Assert.InRange(steps, 0, 10_000);
            _context.Budget.Refill(300);
            done = window.Resume();
        }
    }
}
