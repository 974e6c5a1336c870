using Millrace.Memory;
using Millrace.Operators;
using Millrace.Records;
using Millrace.Runtime;
using Xunit.Abstractions;

namespace Millrace.Core.Tests.Operators;

using Cumulating = KeyedWindow<Reading, Utf8String, Totals, TotalsResult, CumulatingWindows<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult>, ClockedWindowTests.ClockSink, LateSink>;
using Session = KeyedWindow<Reading, Utf8String, Totals, TotalsResult, SessionWindows<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult>, ClockedWindowTests.ClockSink, LateSink>;
using Sliding = KeyedWindow<Reading, Utf8String, Totals, TotalsResult, SlidingWindows<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult>, ClockedWindowTests.ClockSink, LateSink>;
using Tumbling = KeyedWindow<Reading, Utf8String, Totals, TotalsResult, TumblingWindows<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult>, ClockedWindowTests.ClockSink, LateSink>;

/// <summary>Windows of processing time give what windows of event time give for rows that carry the time of their arrival, each when the clock has come to its end.</summary>
public sealed class ClockedWindowTests : IDisposable
{
    private const long StartUs = 1_767_225_600_000_000;
    private readonly ITestOutputHelper _output;
    private readonly MemoryBudget _budget = new(256 << 20);
    private readonly MemoryAccount _state;
    private int _restarts;

    public ClockedWindowTests(ITestOutputHelper output)
    {
        _output = output;
        _state = _budget.CreateAccount("state", 200 << 20);
    }

    public void Dispose()
    {
        _budget.AssertNothingOutstanding();
        _budget.Dispose();
    }

    [Fact]
    public void Every_kind_of_window_fires_on_time_and_agrees_with_event_time()
    {
        int cases = 0;
        for (int seed = 0; seed < 120; seed++)
        {
            var random = new Random(seed);
            // In tens of microseconds, so that a window does not consist of millions of slices.
            long tens = random.NextInt64(1, 300_000), offset = random.NextInt64(-5_000, 5_000);
            // So that a window does not lie in thousands of others.
            long size = 10 * tens, slide = 10 * Math.Max(random.NextInt64(1, tens + 2), tens / 20 + 1);
            var arrivals = Arrivals(random, size);
            Agree(arrivals, random, WindowSpec.Tumbling(new Duration(size), new Duration(offset)), 0, (spec, sink, late) => new Tumbling(new(default, spec, "totals"), sink, late));
            Agree(arrivals, random, WindowSpec.Sliding(new Duration(size), new Duration(slide), new Duration(offset)), 0, (spec, sink, late) => new Sliding(new(default, spec, "totals"), sink, late));
            long step = size / 5 + 1;
            Agree(arrivals, random, WindowSpec.Cumulating(new Duration(step * random.Next(1, 7)), new Duration(step), new Duration(offset)), 0, (spec, sink, late) => new Cumulating(new(default, spec, "totals"), sink, late));
            // A session ends a microsecond behind its last instant, and rows close to each other share a look at the clock.
            Agree(arrivals, random, WindowSpec.Session(new Duration(size)), Math.Max(size / 4096, 1), (spec, sink, late) => new Session(new(default, spec, "totals"), sink, late));
            cases += 4;
        }
        _output.WriteLine($"{cases} cases, {_restarts} restarts");
    }

    private void Agree<TWindow>((long AtUs, Reading[] Rows)[] arrivals, Random random, WindowSpec spec, long latestUs, Func<WindowSpec, ClockSink, LateSink, TWindow> create)
        where TWindow : struct, IKeyedOperator<Reading>
    {
        List<(long, long)> late = [];
        var fired = new List<(string Row, long EndUs, long NowUs)>();
        var context = Context();
        context.Advance(StartUs);
        bool restarts = random.Next(2) == 0;
        var clocked = new ClockedWindow<Reading, TWindow>(create(spec, new ClockSink(context, fired), new LateSink(late)), spec);
        clocked.Open(context);
        long before = StartUs;
        foreach (var (at, rows) in arrivals)
        {
            if (restarts && random.Next(4) == 0)
            {
                // Between two arrivals, where nothing but the snapshot says when to look at the clock.
                long between = random.NextInt64(before, at + 1);
                RunClock(ref clocked, context, random, between);
                clocked.Flush();
                byte[] part = Snapshot.Of(ref clocked);
                clocked.Close();
                // With all that the old one had asked for.
                context = Context();
                context.Advance(between);
                clocked = new(create(spec, new ClockSink(context, fired), new LateSink(late)), spec);
                clocked.Open(context);
                Snapshot.Into(ref clocked, part);
                _restarts++;
            }
            RunClock(ref clocked, context, random, at);
            before = at;
            clocked.Process(Array.ConvertAll(rows, row => new Timed<Reading>(long.MinValue, row)));
        }
        long last = arrivals[^1].AtUs;
        bool atOnce = random.Next(3) == 0;
        if (!atOnce) RunClock(ref clocked, context, random, last + 2 * spec.SizeUs + latestUs + 1);
        Tell(ref clocked, context, random, long.MaxValue);
        context.Budget.Refill(int.MaxValue);
        Assert.True(clocked.Watermark(long.MaxValue));
        Assert.True(clocked.Finish());
        clocked.Close();

        var expected = new List<(string Row, long, long)>();
        var reference = Context();
        var plain = create(spec, new ClockSink(reference, expected), new LateSink(late));
        plain.Open(reference);
        foreach (var (at, rows) in arrivals) plain.Process(Array.ConvertAll(rows, row => new Timed<Reading>(at, row)));
        reference.Budget.Refill(int.MaxValue);
        Assert.True(plain.Watermark(long.MaxValue));
        plain.Close();
        Assert.Equal(expected.Select(result => result.Row).Order(), fired.Select(result => result.Row).Order());
        Assert.Empty(late);
        foreach (var (_, end, now) in fired)
        {
            if (atOnce && now == last) continue;
            Assert.InRange(now, end, end + latestUs);
        }
    }

    /// <summary>Moves the clock on as the scheduler does: to the next wake-up, or to the next arrival if that comes first.</summary>
    private static void RunClock<TWindow>(ref ClockedWindow<Reading, TWindow> window, SubtaskContext context, Random random, long untilUs) where TWindow : struct, IKeyedOperator<Reading>
    {
        while (true)
        {
            context.Advance(Math.Min(context.WakeTimeUs, untilUs));
            if (context.TryTakeWake(context.NowUs)) Tell(ref window, context, random, context.NowUs);
            else if (context.NowUs >= untilUs) return;
        }
    }

    private static void Tell<TWindow>(ref ClockedWindow<Reading, TWindow> window, SubtaskContext context, Random random, long nowUs) where TWindow : struct, IKeyedOperator<Reading>
    {
        context.Budget.Refill(random.Next(1, 200));
        window.Flush();
        bool done = window.ProcessingTime(nowUs);
        while (!done)
        {
            context.Budget.Refill(random.Next(1, 200));
            done = window.Resume();
        }
    }

    private static (long AtUs, Reading[] Rows)[] Arrivals(Random random, long sizeUs)
    {
        var arrivals = new (long, Reading[])[random.Next(1, 60)];
        long at = StartUs;
        for (int i = 0; i < arrivals.Length; i++)
        {
            at += random.Next(3) switch { 0 => 0, 1 => random.NextInt64(sizeUs / 10 + 2), _ => random.NextInt64(3 * sizeUs) };
            arrivals[i] = (at, Reading.Random(random.Next(), random.Next(1, random.Next(10) == 0 ? 600 : 20), 8, stepUs: 1, disorderUs: 0));
        }
        return arrivals;
    }

    private SubtaskContext Context() => new() { VertexName = "test", Index = 0, Parallelism = 1, State = _state };

    /// <summary>End of a chain: notes each result with the end of its window and the time of the clock.</summary>
    internal struct ClockSink(SubtaskContext clock, List<(string Row, long EndUs, long NowUs)> fired) : IOperator<TotalsResult>
    {
        private long _watermark = long.MinValue;

        public readonly bool HasRoom => true;

        public readonly void Open(SubtaskContext context) { }

        public readonly void Collect(in TotalsResult row, long time)
        {
            Assert.True(time > _watermark);
            fired.Add((row.Text + " " + row.Window.End, row.Window.End.Microseconds, clock.NowUs));
        }

        public readonly void Flush() { }

        public bool Watermark(long watermark)
        {
            Assert.True(watermark > _watermark);
            _watermark = watermark;
            return true;
        }

        public readonly bool ProcessingTime(long nowUs) => true;

        public readonly bool Finish() => true;

        public readonly bool Resume() => true;

        public readonly void Save(SnapshotWriter to) { }

        public readonly void Load(SnapshotReader from) { }

        public readonly void Close() { }
    }
}
