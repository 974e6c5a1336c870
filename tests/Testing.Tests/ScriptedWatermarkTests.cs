using Xunit.Abstractions;

namespace Millrace.Testing.Tests;

/// <summary>Counts per minute, whose watermarks are of several kinds, or which have no event time where they are read.</summary>
[Job]
public sealed partial class MinutesBy
{
    public RowsSource<Tick> Ticks { get; init; } = Rows.From<Tick>([]);

    public CallbackSink<Minute> Highest { get; init; } = new TestSink<Minute>();

    public CallbackSink<Minute> Punctuated { get; init; } = new TestSink<Minute>();

    void Define(JobBuilder job)
    {
        Sum(job.From(Ticks).EventTime(tick => tick.At, outOfOrderness: Duration.Zero)).To(Highest);
        Sum(job.From(Ticks).EventTime(tick => tick.At, Watermarks.Punctuated<Tick>(tick => tick.Value == 7 ? tick.At : null))).To(Punctuated);
    }

    private static Stream<Minute> Sum(Stream<Tick> ticks) => ticks.KeyBy(tick => tick.Sensor)
        .Window(Tumbling.Every(Duration.Minutes(1)))
        .DropLate()
        .Aggregate(group => new Minute(group.Key, group.Window.Start, group.Sum(tick => tick.Value)));
}

/// <summary>Sums per minute, of rows that cross the exchange one by one.</summary>
[Job]
public sealed partial class MinutesOfRows
{
    public RowsSource<Tick> Ticks { get; init; } = Rows.From<Tick>([]);

    public CallbackSink<Minute> Sums { get; init; } = new TestSink<Minute>();

    void Define(JobBuilder job) => job.From(Ticks)
        .EventTime(tick => tick.At, outOfOrderness: Duration.Zero)
        .KeyBy(tick => tick.Sensor)
        .Window(Tumbling.Every(Duration.Minutes(1)))
        .DropLate()
        .Fold(default(Minute), (sum, tick) => new Minute(tick.Sensor, new Timestamp(tick.At.Microseconds / 60_000_000 * 60_000_000), sum.Sum + tick.Value))
        .To(Sums);
}

/// <summary>The same, with a subtask on the way that hands rows on as they come.</summary>
[Job]
public sealed partial class MinutesOfRowsOnTheirWay
{
    public RowsSource<Tick> Ticks { get; init; } = Rows.From<Tick>([]);

    public CallbackSink<Minute> Sums { get; init; } = new TestSink<Minute>();

    void Define(JobBuilder job) => job.From(Ticks)
        .EventTime(tick => tick.At, outOfOrderness: Duration.Zero)
        .Shuffle()
        .Where(tick => tick.Value >= 0)
        .KeyBy(tick => tick.Sensor)
        .Window(Tumbling.Every(Duration.Minutes(1)))
        .DropLate()
        .Fold(default(Minute), (sum, tick) => new Minute(tick.Sensor, new Timestamp(tick.At.Microseconds / 60_000_000 * 60_000_000), sum.Sum + tick.Value))
        .To(Sums);
}

/// <summary>Event time behind an exchange.</summary>
[Job]
public sealed partial class TimedLater
{
    public RowsSource<Tick> Ticks { get; init; } = Rows.From<Tick>([]);

    public CallbackSink<Tick> Output { get; init; } = new TestSink<Tick>();

    void Define(JobBuilder job) => job.From(Ticks).Rebalance().EventTime(tick => tick.At, Duration.Zero).To(Output);
}

public class ScriptedWatermarkTests(ITestOutputHelper output)
{
    private static readonly Timestamp Start = Timestamp.Parse("2026-03-02T09:00:00Z", null);

    public static TheoryData<int> Parallelisms => [1, 2, 5];

    [Theory, MemberData(nameof(Parallelisms))]
    public async Task Windows_fire_when_the_script_says_and_not_when_rows_would(int parallelism)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            // The row of minute 5 would fire minute 0, and make the last one late; 7 is a mark to the other strategy.
            var ticks = new TestSource<Tick>().Rows(Tick(1, 1), Tick(300, 7), Tick(2, 2)).Watermark(Start + Duration.Seconds(59))
                .Pause(Duration.Seconds(10)).Rows(Tick(3, 4)).Watermark(Start + Duration.Minutes(1)).Rows(Tick(4, 8)).Pause(Duration.Seconds(10));
            var (highest, punctuated) = (new TestSink<Minute>(), new TestSink<Minute>());
            var result = await JobTest.RunAsync(new MinutesBy { Ticks = ticks, Highest = highest, Punctuated = punctuated }, new JobTestOptions { Seed = seed, Parallelism = parallelism, Start = Start });
            Assert.Equal(["0 7", "5 7"], highest.Select(Text));
            Assert.Equal(["0 7", "5 7"], punctuated.Select(Text));
            // Of each of the two streams.
            Assert.Equal(2, result.LateRows);
        }
    }

    [Theory, MemberData(nameof(Parallelisms))]
    public async Task The_split_furthest_behind_decides_whoever_says_how_far_it_is(int parallelism)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            // By its rows, the second split is at minute 10 at once; the first says where it is.
            var ticks = new TestSource<Tick>().Rows(Tick(1, 1)).Pause(Duration.Seconds(10)).Rows(Tick(2, 2)).Watermark(Start + Duration.Minutes(2)).Pause(Duration.Seconds(10)).Rows(Tick(3, 4))
                .Split().Rows(Tick(5, 8), Tick(600, 16)).Pause(Duration.Seconds(30));
            var highest = new TestSink<Minute>();
            var result = await JobTest.RunAsync(new MinutesBy { Ticks = ticks, Highest = highest, Punctuated = new TestSink<Minute>() }, new JobTestOptions { Seed = seed, Parallelism = parallelism, Start = Start });
            Assert.Equal(["0 11", "10 16"], highest.Select(Text));
            // By the other strategy the second split has no watermark before its end, so there nothing is late.
            Assert.Equal(1, result.LateRows);
        }
    }

    [Theory, MemberData(nameof(Parallelisms))]
    public async Task An_idle_split_holds_nobody_back_until_it_has_a_row(int parallelism)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var ticks = new TestSource<Tick>().Rows(Tick(1, 1)).Idle().Pause(Duration.Seconds(20)).Rows(Tick(2, 2), Tick(200, 4)).Watermark(Start + Duration.Minutes(3)).Pause(Duration.Seconds(10))
                .Split().Rows(Tick(5, 8)).Pause(Duration.Seconds(10)).Rows(Tick(5, 16)).Watermark(Start + Duration.Minutes(1)).Pause(Duration.Seconds(30));
            var sums = new TestSink<Minute>();
            var result = await JobTest.RunAsync(new MinutesOfRows { Ticks = ticks, Sums = sums }, new JobTestOptions { Seed = seed, Parallelism = parallelism, Start = Start });
            // Minute 0 has ended without the idle split, whose second row is late for it.
            Assert.Equal(["0 25", "3 4"], sums.Select(Text));
            Assert.Equal(1, result.LateRows);
        }
    }

    [Theory, MemberData(nameof(Parallelisms))]
    public async Task An_idle_split_that_comes_back_holds_back_also_those_who_get_none_of_its_rows(int parallelism)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            // Idle while the other split is at 30 s; back with a row of one sensor, before the other split ends the minute; then rows of all sensors.
            Tick[] all = [.. Enumerable.Range(0, 12).Select(i => new Tick($"s{i}", Start + Duration.Seconds(3), 1))];
            var ticks = new TestSource<Tick>().Idle().Pause(Duration.Seconds(10)).Rows(all[0]).Pause(Duration.Seconds(10)).Rows(all).Watermark(Start + Duration.Minutes(3)).Pause(Duration.Seconds(10))
                .Split().Watermark(Start + Duration.Seconds(30)).Pause(Duration.Seconds(15)).Watermark(Start + Duration.Minutes(2)).Pause(Duration.Seconds(15));
            TestSink<Minute> direct = new(), onTheirWay = new();
            var options = new JobTestOptions { Seed = seed, Parallelism = parallelism, Start = Start };
            var first = await JobTest.RunAsync(new MinutesOfRows { Ticks = ticks, Sums = direct }, options);
            var second = await JobTest.RunAsync(new MinutesOfRowsOnTheirWay { Ticks = ticks, Sums = onTheirWay }, options);
            Assert.Equal((0, 0), (first.LateRows, second.LateRows));
            Assert.Equal((12, 13), (direct.Count, direct.Sum(row => row.Sum)));
            Assert.Equal((12, 13), (onTheirWay.Count, onTheirWay.Sum(row => row.Sum)));
        }
    }

    [Fact]
    public async Task Random_scripts_agree_with_a_slow_reference()
    {
        (int windows, long late) = (0, 0);
        for (int seed = 0; seed < 300; seed++)
        {
            // One split: what is late depends on the script alone.
            var random = new Random(seed);
            var ticks = new TestSource<Tick>();
            var sums = new Dictionary<long, long>();
            long watermark = long.MinValue, expectedLate = 0;
            for (int i = random.Next(40); i >= 0; i--)
            {
                if (random.Next(3) == 0) ticks.Pause(Duration.Milliseconds(random.Next(500)));
                if (random.Next(4) == 0)
                {
                    watermark = Math.Max(watermark, Start.Microseconds + random.Next(600) * 1_000_000L - random.Next(2));
                    // Subtasks without a split hold it back until they have ended.
                    ticks.Watermark(new Timestamp(watermark)).Pause(seed % 3 == 0 ? Duration.Zero : Duration.Seconds(1));
                }
                var tick = Tick(random.Next(600), random.Next(100));
                ticks.Rows(tick);
                long minute = tick.At.Microseconds / 60_000_000 * 60_000_000;
                if (minute + 60_000_000 - 1 <= watermark) expectedLate++;
                else sums[minute] = sums.GetValueOrDefault(minute) + tick.Value;
            }
            if (watermark == long.MinValue) ticks.Watermark(Timestamp.MinValue);
            var highest = new TestSink<Minute>();
            var result = await JobTest.RunAsync(new MinutesBy { Ticks = ticks, Highest = highest, Punctuated = new TestSink<Minute>() }, new JobTestOptions { Seed = seed, Parallelism = 1 + seed % 3, Start = Start });
            Assert.Equal(sums.Select(sum => (sum.Key, sum.Value)).Order(), highest.Select(row => (row.Start.Microseconds, row.Sum)).Order());
            Assert.Equal(2 * expectedLate, result.LateRows);
            windows += sums.Count;
            late += expectedLate;
        }
        output.WriteLine($"300 scripts, {windows} windows, {late} late rows");
    }

    [Fact]
    public void A_watermark_never_goes_back()
    {
        var ticks = new TestSource<Tick>().Watermark(Start);
        Assert.Throws<ArgumentOutOfRangeException>(() => ticks.Watermark(Start - Duration.Seconds(1)));
        ticks.Split().Watermark(Start - Duration.Seconds(1));
    }

    [Fact]
    public async Task A_watermark_of_rows_without_event_time_is_an_error()
    {
        var failure = await Assert.ThrowsAsync<JobFailedException>(() => JobTest.RunAsync(new TimedLater { Ticks = new TestSource<Tick>(Tick(1, 1)).Watermark(Start), Output = new TestSink<Tick>() }, new JobTestOptions { Parallelism = 2 }));
        Assert.Contains("EventTime right behind From", failure.ToString(), StringComparison.Ordinal);
    }

    private static Tick Tick(int second, long value) => new("a sensor with a long name", Start + Duration.Seconds(second), value);

    private static string Text(Minute row) => $"{(row.Start - Start).Microseconds / 60_000_000} {row.Sum}";
}
