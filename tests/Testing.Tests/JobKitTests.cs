namespace Millrace.Testing.Tests;

[Record]
public readonly partial record struct Tick(Utf8String Sensor, Timestamp At, long Value);

[Record]
public readonly partial record struct Minute(Utf8String Sensor, Timestamp Start, long Sum);

/// <summary>Sums per minute, and what a clock says.</summary>
[Job]
public sealed partial class Minutes
{
    public RowsSource<Tick> Ticks { get; init; } = Rows.From<Tick>([]);

    public CallbackSink<Minute> Sums { get; init; } = new TestSink<Minute>();

    public CallbackSink<Seen> Clock { get; init; } = new TestSink<Seen>();

    void Define(JobBuilder job)
    {
        var ticks = job.From(Ticks).EventTime(tick => tick.At, outOfOrderness: Duration.Seconds(10));
        ticks.KeyBy(tick => tick.Sensor)
            .Window(Tumbling.Every(Duration.Minutes(1)))
            .DropLate()
            .Aggregate(group => new Minute(group.Key, group.Window.Start, group.Sum(tick => tick.Value)))
            .To(Sums);
        ticks.KeyBy(tick => tick.Sensor).Process(new Silence(Duration.Seconds(30))).To(Clock);
    }
}

[Record]
public readonly partial record struct Seen(Utf8String Sensor, Timestamp Clock);

/// <summary>Tells when a key has had no row for a while.</summary>
[Operator]
public partial struct Silence(Duration time) : IKeyedProcessFunction<Tick, Utf8String, Seen>, ITimerFunction<Utf8String, Seen>
{
    [State] private ProcessingTimer _due;

    public void Process(in Tick row, KeyedContext<Utf8String, Seen> context) => _due.Set(context.ProcessingTime + time);

    public readonly void OnTimer(Timestamp time, KeyedContext<Utf8String, Seen> context) => context.Collect(new Seen(context.Key, context.ProcessingTime));
}

public class JobKitTests
{
    private static readonly Timestamp Start = Timestamp.Parse("2026-03-02T09:00:00Z", null);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task A_job_runs_in_virtual_time_at_any_parallelism_and_interleaving(int parallelism)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var ticks = new TestSource<Tick>()
                .Rows(Tick("a sensor with a long name", 1), Tick("b", 2)).Pause(Duration.Minutes(2)).Rows(Tick("b", 130))
                .Split().Rows(Tick("a sensor with a long name", 3)).Pause(Duration.Seconds(10)).Rows(Tick("a sensor with a long name", 61)).Pause(Duration.Hours(1));
            var (sums, clock) = (new TestSink<Minute>(), new TestSink<Seen>());
            var result = await JobTest.RunAsync(new Minutes { Ticks = ticks, Sums = sums, Clock = clock }, new JobTestOptions { Seed = seed, Parallelism = parallelism, Start = Start });
            Assert.Equal(["a sensor with a long name 0 4", "a sensor with a long name 1 61", "b 0 2", "b 2 130"],
                sums.Select(sum => $"{sum.Sensor} {(sum.Start - Start).Microseconds / 60_000_000} {sum.Sum}").Order(StringComparer.Ordinal));
            // A key is silent half a minute after its last row; what steps and channels take of virtual time is little.
            Assert.Equal(["a sensor with a long name 40", "b 30", "b 150"], clock.OrderBy(seen => seen.Clock).ThenBy(seen => seen.Sensor).Select(seen => $"{seen.Sensor} {(seen.Clock - Start).Microseconds / 1_000_000}")
                .Order(StringComparer.Ordinal).OrderBy(text => text[0]).ThenBy(text => text.Length));
            Assert.InRange((result.Ended - Start).Microseconds, 3_600_000_000, 3_660_000_000);
            Assert.Equal(0, result.LateRows);
        }
    }

    [Fact]
    public async Task The_same_seed_is_the_same_run()
    {
        var runs = new List<string>();
        foreach (int seed in new[] { 3, 3, 4 })
        {
            var clock = new TestSink<Seen>();
            var ticks = new TestSource<Tick>([.. Enumerable.Range(0, 3_000).Select(i => Tick($"sensor {i % 100}", i))]).Pause(Duration.Minutes(1));
            var result = await JobTest.RunAsync(new Minutes { Ticks = ticks, Sums = new TestSink<Minute>(), Clock = clock }, new JobTestOptions { Seed = seed, Parallelism = 3 });
            runs.Add($"{result.Steps} {result.Ended} {string.Join(' ', clock)}");
        }
        Assert.Equal(runs[0], runs[1]);
        Assert.NotEqual(runs[0], runs[2]);
    }

    [Fact]
    public async Task A_row_that_comes_too_late_is_late()
    {
        var ticks = new TestSource<Tick>().Rows(Tick("a", 0), Tick("a", 200)).Pause(Duration.Seconds(1)).Rows(Tick("a", 1));
        var sums = new TestSink<Minute>();
        var result = await JobTest.RunAsync(new Minutes { Ticks = ticks, Sums = sums, Clock = new TestSink<Seen>() });
        Assert.Equal(1, result.LateRows);
        Assert.Equal(2, sums.Count);
    }

    [Fact]
    public async Task A_failure_of_a_job_is_the_tests()
    {
        var ticks = new TestSource<Tick>().Rows(Tick("a", 0)).Pause(Duration.Seconds(1)).Rows(Tick("b", 1));
        int seen = 0;
        var sink = Rows.To((string _) => throw new InvalidOperationException($"row {++seen}"), (Minute minute) => minute.ToString());
        var failure = await Assert.ThrowsAsync<JobFailedException>(() => JobTest.RunAsync(new Minutes { Ticks = ticks, Sums = sink, Clock = new TestSink<Seen>() }));
        Assert.Contains("row 1", failure.ToString(), StringComparison.Ordinal);
        Assert.Contains("failed in 'callback' of '", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_needs_virtual_time()
    {
        await using var job = await StreamHost.StartAsync(new Minutes { Ticks = new TestSource<Tick>(Tick("a", 0)) }, new JobOptions { Parallelism = 1, MemoryBytes = 64 << 20 });
        var failure = await Assert.ThrowsAsync<JobFailedException>(() => job.Completion);
        Assert.Contains("JobTest.RunAsync", failure.ToString(), StringComparison.Ordinal);
    }

    private static Tick Tick(Utf8String sensor, int second) => new(sensor, Start + Duration.Seconds(second), second);
}
