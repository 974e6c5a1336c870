using Millrace.Operators;
using Millrace.Records;
using Millrace.Runtime;
using Xunit.Abstractions;

namespace Millrace.Core.Tests.Operators;

using SlidingTotals = Batched<Reading, KeyedRolling<Reading, TotalsResult, SlidingCountWindows<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult>, ResultSink>>;
using TumblingTotals = Batched<Reading, KeyedRolling<Reading, TotalsResult, CountWindows<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult>, ResultSink>>;

/// <summary>Windows of so many rows against lists of rows.</summary>
public sealed class CountWindowTests(ITestOutputHelper output) : IDisposable
{
    private readonly MemoryBudget _budget = new(256 << 20);

    public void Dispose()
    {
        _budget.AssertNothingOutstanding();
        _budget.Dispose();
    }

    [Fact]
    public void Tumbling_windows_agree_with_a_slow_reference()
    {
        int cases = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            int size = random.Next(1, 30), sensors = random.Next(1, 200);
            var rows = Reading.Random(seed, random.Next(3_000), sensors, stepUs: 7, disorderUs: 500);
            var results = new Results();
            var window = new TumblingTotals(new(new(default, CountSpec.Of(Tumbling.Count(size)), "totals"), new ResultSink(results)));
            Drive(ref window, rows);
            Assert.Equal(Expected(rows, size, size), Actual(results));
            cases += rows.Length;
            var again = new Results();
            var restarted = new Restarted<TumblingTotals>(new(seed, 100), () => new(new(new(default, CountSpec.Of(Tumbling.Count(size)), "totals"), new ResultSink(again))));
            Drive(ref restarted, rows);
            Assert.Equal(Actual(results), Actual(again));
        }
        output.WriteLine($"{cases} rows in 60 runs");
    }

    [Fact]
    public void Sliding_windows_agree_with_a_slow_reference()
    {
        int cases = 0;
        for (int seed = 0; seed < 80; seed++)
        {
            var random = new Random(seed);
            int size = random.Next(1, 30), every = random.Next(1, 40), sensors = random.Next(1, 100);
            var rows = Reading.Random(seed, random.Next(2_000), sensors, stepUs: 7, disorderUs: 500);
            var results = new Results();
            var window = new SlidingTotals(new(new(default, CountSpec.Of(Sliding.Count(size, every)), "totals"), new ResultSink(results)));
            Drive(ref window, rows);
            Assert.Equal(Expected(rows, size, every), Actual(results));
            cases += rows.Length;
            var again = new Results();
            var restarted = new Restarted<SlidingTotals>(new(seed, 100), () => new(new(new(default, CountSpec.Of(Sliding.Count(size, every)), "totals"), new ResultSink(again))));
            Drive(ref restarted, rows);
            Assert.Equal(Actual(results), Actual(again));
        }
        output.WriteLine($"{cases} rows in 80 runs");
    }

    [Fact]
    public void A_window_has_a_positive_number_of_rows()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Tumbling.Count(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sliding.Count(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sliding.Count(1, 0));
        Assert.Contains("1,000,001 slices", Assert.Throws<ArgumentOutOfRangeException>(() => CountSpec.Of(Sliding.Count(1_000_001, 1))).Message, StringComparison.Ordinal);
        Assert.Equal(long.MaxValue, CountSpec.Of(Sliding.Count(long.MaxValue, long.MaxValue)).SliceRows);
    }

    private static IEnumerable<string> Actual(Results results) => results.Rows.Zip(results.Times, (row, time) => $"{row} {time}");

    private static List<string> Expected(Reading[] rows, int size, int every)
    {
        var last = new Dictionary<string, List<Reading>>();
        List<string> results = [];
        foreach (var row in rows)
        {
            string sensor = row.Sensor.ToString();
            if (!last.TryGetValue(sensor, out var list)) last[sensor] = list = [];
            list.Add(row);
            if (list.Count % every == 0) results.Add($"{TotalsResult.Of(sensor, 0, 0, list[Math.Max(0, list.Count - size)..])} {row.Time}");
        }
        return results;
    }

    private void Drive<TWindow>(ref TWindow window, Reading[] rows) where TWindow : struct, IOperator<Reading>
    {
        var account = _budget.CreateAccount("state", 20 << 20);
        var context = new SubtaskContext { VertexName = "test", Index = 0, Parallelism = 1, State = account };
        window.Open(context);
        for (int i = 0; i < rows.Length; i++)
        {
            window.Collect(in rows[i], rows[i].Time);
            if (i % 500 == 499) window.Flush();
        }
        window.Flush();
        Assert.True(window.Watermark(long.MaxValue));
        Assert.True(window.Finish());
        window.Close();
        account.Dispose();
    }
}
