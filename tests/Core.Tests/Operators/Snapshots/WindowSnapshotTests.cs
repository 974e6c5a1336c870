using Millrace.Memory;
using Millrace.Operators;
using Millrace.Records;
using Millrace.Runtime;
using Xunit.Abstractions;

namespace Millrace.Core.Tests.Operators;

using Aggregate = Batched<Reading, KeyedRolling<Reading, string, RollingAggregate<Reading, Utf8String, Utf8StringRecord, Every, EveryFunction, string>, StringSink>>;
using Counted = Batched<Reading, KeyedRolling<Reading, string, CountWindows<Reading, Utf8String, Utf8StringRecord, Every, EveryFunction, string>, StringSink>>;
using Cumulating = Batched<Reading, KeyedWindow<Reading, Utf8String, Every, string, CumulatingWindows<Reading, Utf8String, Utf8StringRecord, Every, EveryFunction, string>, StringSink, LateSink>>;
using Session = Batched<Reading, KeyedWindow<Reading, Utf8String, Every, string, SessionWindows<Reading, Utf8String, Utf8StringRecord, Every, EveryFunction, string>, StringSink, LateSink>>;
using Sliding = Batched<Reading, KeyedWindow<Reading, Utf8String, Every, string, SlidingWindows<Reading, Utf8String, Utf8StringRecord, Every, EveryFunction, string>, StringSink, LateSink>>;
using SlidingCounted = Batched<Reading, KeyedRolling<Reading, string, SlidingCountWindows<Reading, Utf8String, Utf8StringRecord, Every, EveryFunction, string>, StringSink>>;
using Triggered = Batched<Reading, KeyedWindow<Reading, Utf8String, Every, string, TriggeredWindows<Reading, Utf8String, Utf8StringRecord, Every, EveryFunction, string, long, EarlyTrigger<Reading>>, StringSink, LateSink>>;
using Tumbling = Batched<Reading, KeyedWindow<Reading, Utf8String, Every, string, TumblingWindows<Reading, Utf8String, Utf8StringRecord, Every, EveryFunction, string>, StringSink, LateSink>>;

/// <summary>Windows with one of every aggregate give the same whether or not they are saved and restored between rows.</summary>
public sealed class WindowSnapshotTests(ITestOutputHelper output) : IDisposable
{
    private const int Cases = 40;

    private readonly MemoryBudget _budget = new(256 << 20);

    public void Dispose()
    {
        _budget.AssertNothingOutstanding();
        _budget.Dispose();
    }

    [Fact]
    public void Of_a_rolling_aggregate() => Agree<Aggregate>((random, sink, late) => () => new Aggregate(new(new(default, "every"), sink)));

    [Fact]
    public void Of_tumbling_windows() => Agree<Tumbling>((random, sink, late) =>
    {
        var spec = random.Next(8) == 0 ? WindowSpec.Global : WindowSpec.Tumbling(new Duration(random.Next(1, 10_000)), new Duration(random.Next(5_000)));
        return () => new Tumbling(new(new(default, spec, "every"), sink, late));
    });

    [Fact]
    public void Of_growing_windows() => Agree<Cumulating>((random, sink, late) =>
    {
        int step = random.Next(500, 3_000);
        var spec = WindowSpec.Cumulating(new Duration(step * random.Next(1, 6)), new Duration(step), new Duration(random.Next(5_000)));
        return () => new Cumulating(new(new(default, spec, "every"), sink, late));
    });

    // Side by side, operators have turned slices over at different times, so that what rounds or keeps an order may differ.
    [Fact]
    public void Of_sliding_windows() => Agree<Sliding>((random, sink, late) =>
    {
        var spec = WindowSpec.Sliding(new Duration(random.Next(500, 8_000) / 100 * 100), new Duration(random.Next(300, 3_000) / 100 * 100), new Duration(random.Next(5_000)));
        return () => new Sliding(new(new(default, spec, "every"), sink, late));
    }, keepsOrder: false);

    [Fact]
    public void Of_sessions() => Agree<Session>((random, sink, late) =>
    {
        var spec = WindowSpec.Session(new Duration(random.Next(1, 3_000)));
        return () => new Session(new(new(default, spec, "every"), sink, late));
    });

    [Fact]
    public void Of_windows_with_triggers() => Agree<Triggered>((random, sink, late) =>
    {
        var firing = FiringSpec.Of(new Duration(random.Next(2) * random.Next(8_000)), random.Next(2) == 0 ? null : random.Next(1, 12),
            random.Next(2) == 0 ? null : new Duration(random.Next(1, 4_000)), random.Next(2) == 0);
        int size = random.Next(1, 8_000);
        var spec = random.Next(3) switch { 0 => WindowSpec.Global, 1 => WindowSpec.Tumbling(new Duration(size)), _ => WindowSpec.Sliding(new Duration(size), new Duration(size / 4 + 1)) };
        return () => new Triggered(new(new(default, spec, firing, new(firing), "every"), sink, late));
    });

    [Fact]
    public void Of_windows_of_rows() => Agree<Counted>((random, sink, late) =>
    {
        var spec = CountSpec.Of(Millrace.Tumbling.Count(random.Next(1, 30)));
        return () => new Counted(new(new(default, spec, "every"), sink));
    });

    [Fact]
    public void Of_sliding_windows_of_rows() => Agree<SlidingCounted>((random, sink, late) =>
    {
        var spec = CountSpec.Of(Millrace.Sliding.Count(random.Next(1, 30), random.Next(1, 30)));
        return () => new SlidingCounted(new(new(default, spec, "every"), sink));
    });

    [Fact]
    public void A_snapshot_of_other_windows_is_refused()
    {
        var account = _budget.CreateAccount("state", 20 << 20);
        var context = Context(account);
        var one = new Tumbling(new(new(default, WindowSpec.Tumbling(new Duration(10)), "every"), new StringSink([]), new LateSink([])));
        one.Open(context);
        byte[] part = Snapshot.Of(ref one);
        one.Close();
        var other = new Tumbling(new(new(default, WindowSpec.Tumbling(new Duration(20)), "every"), new StringSink([]), new LateSink([])));
        other.Open(context);
        Assert.Contains("'window every: Tumbling 10/10+0'", Assert.Throws<InvalidDataException>(() => Snapshot.Into(ref other, part)).Message, StringComparison.Ordinal);
        other.Close();
        account.Dispose();
    }

    private void Agree<TWindow>(Func<Random, StringSink, LateSink, Func<TWindow>> create, bool keepsOrder = true) where TWindow : struct, IOperator<Reading>
    {
        int restarts = 0, results = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            var rows = Reading.Random(seed, random.Next(600), random.Next(1, 60), stepUs: 25, random.Next(10_000));
            long lag = random.Next(8_000);
            int every = random.Next(1, 60);
            var (plain, plainLate) = Run(sink => create(new Random(seed), sink.Rows, sink.Late)());
            foreach (int most in new[] { 1, 3 })
            {
                var places = new Restarts(seed, random.Next(5, 100), most);
                var (found, late) = Run(sink => new Restarted<TWindow>(places, create(new Random(seed), sink.Rows, sink.Late)));
                var expected = Comparable(plain, keepsOrder || most == 1);
                var actual = Comparable(found, keepsOrder || most == 1);
                foreach (var (first, second) in expected.Zip(actual)) Assert.Equal(first, second);
                Assert.Equal(expected.Count, actual.Count);
                Assert.Equal(plainLate.Order(), late.Order());
                restarts += places.Count;
            }
            results += plain.Count;
            // The text of the rows, too, lies there.
            ScratchArena.Current.Reset();

            (List<string> Rows, List<(long, long)> Late) Run<TRun>(Func<(StringSink Rows, LateSink Late), TRun> make) where TRun : struct, IOperator<Reading>
            {
                List<string> found = [];
                List<(long, long)> late = [];
                var window = make((new StringSink(found), new LateSink(late)));
                Drive(ref window, rows, lag, every);
                return (found, late);
            }
        }
        output.WriteLine($"{Cases} streams, {results} results, {restarts} restarts");
    }

    private static List<string> Comparable(List<string> results, bool keepsOrder) =>
        [.. results.Select(result => keepsOrder ? result : result[..result.IndexOf("||", StringComparison.Ordinal)]).Order(StringComparer.Ordinal)];

    private void Drive<TWindow>(ref TWindow window, Reading[] rows, long lag, int every) where TWindow : struct, IOperator<Reading>
    {
        var account = _budget.CreateAccount("state", 100 << 20);
        var context = Context(account);
        window.Open(context);
        long highest = long.MinValue, watermark = long.MinValue;
        for (int i = 0; i < rows.Length; i++)
        {
            window.Collect(in rows[i], rows[i].Time);
            highest = Math.Max(highest, rows[i].Time);
            if (i % every != every - 1 || highest - lag - 1 <= watermark) continue;
            watermark = highest - lag - 1;
            window.Flush();
            ResumeUntilDone(ref window, context, window.Watermark(watermark));
        }
        window.Flush();
        ResumeUntilDone(ref window, context, window.Watermark(long.MaxValue));
        Assert.True(window.Finish());
        window.Close();
        Assert.Equal(0, account.UsedBytes);
        account.Dispose();
    }

    private static SubtaskContext Context(MemoryAccount account) => new() { VertexName = "test", Index = 0, Parallelism = 1, State = account };

    private static void ResumeUntilDone<TWindow>(ref TWindow window, SubtaskContext context, bool done) where TWindow : struct, IOperator<Reading>
    {
        for (int steps = 0; !done; steps++)
        {
            Assert.InRange(steps, 0, 100_000);
            context.Budget.Refill(300);
            done = window.Resume();
        }
    }
}
