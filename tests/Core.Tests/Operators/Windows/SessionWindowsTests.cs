using Millrace.Operators;
using Millrace.Records;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Operators;

using SessionTotals = Batched<Reading, KeyedWindow<Reading, Utf8String, Totals, TotalsResult, SessionWindows<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult>, ResultSink, LateSink>>;

public sealed class SessionWindowsTests : IDisposable
{
    private readonly MemoryBudget _budget = new(256 << 20);
    private readonly SubtaskContext _context;

    public SessionWindowsTests() => _context = new SubtaskContext { VertexName = "test", Index = 0, Parallelism = 1, State = _budget.CreateAccount("state", 200 << 20) };

    public void Dispose()
    {
        _budget.AssertNothingOutstanding();
        _budget.Dispose();
    }

    [Theory]
    [InlineData(1, 1_000, 0, 0)]
    [InlineData(2, 300, 0, 0)]
    [InlineData(3, 1_000, 8_000, 8_000)]
    [InlineData(4, 25, 8_000, 8_000)]
    [InlineData(5, 500, 8_000, 1_000)]
    [InlineData(6, 3_000, 40_000, 500)]
    [InlineData(7, 1, 0, 0)]
    [InlineData(8, 200_000, 40_000, 500)]
    public void Agrees_with_a_slow_reference_whatever_the_disorder(int seed, long gap, long disorder, long lag)
    {
        foreach (int sensors in new[] { 1, 30, 900 })
        {
            var rows = Reading.Random(seed, 3_000, sensors, stepUs: 25, disorder);
            var results = new Results();
            List<(long, long)> late = [];
            var window = new SessionTotals(new(new(default, WindowSpec.Session(new Duration(gap)), "totals"), new ResultSink(results), new LateSink(late)));
            var reference = new Reference(gap);
            Drive(ref window, rows, lag, reference.Add, reference.Fire);
            Assert.Equal(reference.Results.Order(), results.Rows.Order());
            Assert.Equal(reference.Late, late);
            for (int most = 1; most <= 3; most += 2)
            {
                var again = new Results();
                List<(long, long)> lateAgain = [];
                var restarted = new Restarted<SessionTotals>(new(seed, 200, most), () => new(new(new(default, WindowSpec.Session(new Duration(gap)), "totals"), new ResultSink(again), new LateSink(lateAgain))));
                Drive(ref restarted, rows, lag, static (_, _) => { }, static _ => { });
                Assert.Equal(results.Rows.Order(), again.Rows.Order());
                Assert.Equal(late.Order(), lateAgain.Order());
            }
        }
    }

    private void Drive<TWindow>(ref TWindow window, Reading[] rows, long lag, Action<Reading, long> add, Action<long> fire) where TWindow : struct, IOperator<Reading>
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
            fire(watermark);
        }
        window.Flush();
        ResumeUntilDone(ref window, window.Watermark(long.MaxValue));
        fire(long.MaxValue);
        window.Close();
    }

    [Fact]
    public void Keys_that_come_and_go_leave_no_memory_behind()
    {
        var results = new Results();
        var window = new SessionTotals(new(new(default, WindowSpec.Session(new Duration(1_000)), "totals"), new ResultSink(results), new LateSink([])));
        window.Open(_context);
        long settled = 0;
        for (int round = 0; round < 200; round++)
        {
            for (int i = 0; i < 500; i++)
            {
                var row = new Reading($"a sensor that is seen only once {round} {i}", round * 10_000, i, $"a label that is not inline {i}");
                window.Collect(in row, row.Time);
                window.Flush();
            }
            ResumeUntilDone(ref window, window.Watermark(round * 10_000 + 5_000));
            if (round == 120) settled = _context.State.UsedBytes * 5 / 4;
        }
        Assert.Equal(100_000, results.Rows.Count);
        Assert.InRange(_context.State.UsedBytes, 0, settled);
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

    /// <summary>Open sessions as lists of rows.</summary>
    private sealed class Reference(long gap)
    {
        private readonly Dictionary<string, List<List<Reading>>> _open = [];

        public List<string> Results { get; } = [];

        public List<(long, long)> Late { get; } = [];

        public void Add(Reading row, long watermark)
        {
            string sensor = row.Sensor.ToString();
            if (!_open.TryGetValue(sensor, out var sessions)) _open[sensor] = sessions = [];
            var touched = sessions.Where(session => session.Min(other => other.Time) <= row.Time + gap && session.Max(other => other.Time) + gap >= row.Time).ToList();
            if (touched.Count == 0 && row.Time + gap <= watermark)
            {
                Late.Add((row.Time, watermark - (row.Time + gap)));
                return;
            }
            sessions.RemoveAll(touched.Contains);
            sessions.Add([.. touched.SelectMany(session => session), row]);
        }

        public void Fire(long watermark)
        {
            foreach (var (sensor, sessions) in _open)
            {
                foreach (var session in sessions.Where(session => IsOver(session, watermark)))
                    Results.Add(TotalsResult.Of(sensor, session.Min(row => row.Time), session.Max(row => row.Time) + gap, session));
                sessions.RemoveAll(session => IsOver(session, watermark));
            }
        }

        private bool IsOver(List<Reading> session, long watermark) => session.Max(row => row.Time) + gap <= watermark;
    }
}
