using System.Globalization;
using System.IO.Compression;
using Xunit.Abstractions;

namespace Millrace.Testing.Tests;

/// <summary>Sums per minute and sensor, of files of three formats.</summary>
[Job]
public sealed partial class MinutesOfFiles
{
    public string Csv { get; init; } = "";

    public string Json { get; init; } = "";

    public string Lines { get; init; } = "";

    public int SplitBytes { get; init; } = 1024;

    public Duration Slack { get; init; }

    public CallbackSink<Minute> OfCsv { get; init; } = new TestSink<Minute>();

    public CallbackSink<Minute> OfJson { get; init; } = new TestSink<Minute>();

    public CallbackSink<(Utf8String Line, long Times)> OfLines { get; init; } = new TestSink<(Utf8String, long)>();

    void Define(JobBuilder job)
    {
        job.From(Millrace.Csv.Read<Tick>(Csv, new CsvOptions { SplitBytes = SplitBytes })).EventTime(tick => tick.At, Slack)
            .KeyBy(tick => tick.Sensor).Window(Tumbling.Every(Duration.Minutes(1))).DropLate()
            .Aggregate(group => new Minute(group.Key, group.Window.Start, group.Sum(tick => tick.Value))).To(OfCsv);
        job.From(JsonLines.Read<Tick>(Json, new LineOptions { SplitBytes = SplitBytes })).EventTime(tick => tick.At, Watermarks.Custom<Tick, Behind>(new Behind(Slack)))
            .KeyBy(tick => tick.Sensor).Window(Tumbling.Every(Duration.Minutes(1))).DropLate()
            .Process((WindowRows<Tick, Utf8String> window, Collector<Minute> sums) =>
            {
                long sum = 0;
                foreach (ref readonly var tick in window) sum += tick.Value;
                sums.Collect(new Minute(window.Key, window.Window.Start, sum));
            })
            .To(OfJson);
        job.From(Millrace.Lines.Read(Lines, new LineOptions { SplitBytes = SplitBytes })).KeyBy(line => line.Text).Window(Global.UntilEnd())
            .Aggregate(group => (group.Key, group.Count())).To(OfLines);
    }
}

/// <summary>The same of an array.</summary>
[Job]
public sealed partial class MinutesOfArrays
{
    public RowsSource<Tick> Ticks { get; init; } = Rows.From<Tick>([]);

    public Duration Slack { get; init; }

    public CallbackSink<Minute> Bounded { get; init; } = new TestSink<Minute>();

    public CallbackSink<Minute> OfGenerator { get; init; } = new TestSink<Minute>();

    void Define(JobBuilder job)
    {
        Sum(job.From(Ticks).EventTime(tick => tick.At, Slack)).To(Bounded);
        Sum(job.From(Ticks).EventTime(tick => tick.At, Watermarks.Custom<Tick, Behind>(new Behind(Slack)))).To(OfGenerator);
    }

    private static Stream<Minute> Sum(Stream<Tick> ticks) => ticks.KeyBy(tick => tick.Sensor)
        .Window(Tumbling.Every(Duration.Minutes(1)))
        .DropLate()
        .Aggregate(group => new Minute(group.Key, group.Window.Start, group.Sum(tick => tick.Value)));
}

/// <summary>The highest time so far, less a slack.</summary>
public struct Behind(Duration slack) : IWatermarkGenerator<Tick>
{
    private Timestamp _highest = Timestamp.MinValue;

    public void OnRow(in Tick row, Timestamp time) => _highest = time > _highest ? time : _highest;

    public readonly Timestamp Watermark(Timestamp now) => _highest == Timestamp.MinValue ? _highest : _highest - slack - Duration.FromMicroseconds(1);
}

/// <summary>The highest time at the last row whose value is 7.</summary>
public struct AtSevens : IWatermarkGenerator<Tick>
{
    private long _highestUs;
    private long _toldUs;

    public void OnRow(in Tick row, Timestamp time)
    {
        _highestUs = Math.Max(_highestUs, time.Microseconds);
        if (row.Value == 7) _toldUs = _highestUs;
    }

    public readonly Timestamp Watermark(Timestamp now) => new(_toldUs);
}

/// <summary>One with a list.</summary>
public struct Listed : IWatermarkGenerator<Tick>
{
    private List<Timestamp>? _times;

    public void OnRow(in Tick row, Timestamp time) => (_times ??= []).Add(time);

    public readonly Timestamp Watermark(Timestamp now) => _times is null ? Timestamp.MinValue : _times.Max();
}

/// <summary>Sums per minute, with watermarks of generators.</summary>
[Job]
public sealed partial class MinutesAtSevens
{
    public RowsSource<Tick> Ticks { get; init; } = Rows.From<Tick>([]);

    public CallbackSink<Minute> Sums { get; init; } = new TestSink<Minute>();

    void Define(JobBuilder job) => job.From(Ticks).EventTime(tick => tick.At, Watermarks.Custom<Tick, AtSevens>(default))
        .KeyBy(tick => tick.Sensor).Window(Tumbling.Every(Duration.Minutes(1))).DropLate()
        .Aggregate(group => new Minute(group.Key, group.Window.Start, group.Sum(tick => tick.Value))).To(Sums);
}

[Job]
public sealed partial class MinutesListed
{
    public RowsSource<Tick> Ticks { get; init; } = Rows.From<Tick>([]);

    public CallbackSink<Tick> Output { get; init; } = new TestSink<Tick>();

    void Define(JobBuilder job) => job.From(Ticks).EventTime(tick => tick.At, Watermarks.Custom<Tick, Listed>(default)).To(Output);
}

/// <summary>A source of a user's own, whose readers cannot begin in the middle.</summary>
[Connector(typeof(CountedSource<>))]
public sealed class Counted(int rows) : Source<long>
{
    public int Count => rows;

    public override string Describe() => "counted";

    public override Connectors.SplitSource<TRow> CreateSplits<TRow, TRecord>() => new CountedSource<TRow>(this);
}

public sealed class CountedSource<T>(Counted counted) : Connectors.SplitSource<T> where T : unmanaged
{
    public override string Describe() => counted.Describe();

    public override ValueTask<IReadOnlyList<Connectors.SourceSplit>> OpenAsync(CancellationToken cancellation) => new([new Connectors.SourceSplit("all", 0, Bounded: true)]);

    public override Connectors.SplitReader<T> CreateReader(Connectors.SourceSplit split, Action wake) => new Reader(counted.Count);

    private sealed class Reader(int rows) : Connectors.SplitReader<T>
    {
        private int _next;

        public override long Position => _next;

        public override Connectors.ReadResult Read(int maxRows, out ReadOnlySpan<T> batch)
        {
            batch = new T[Math.Min(maxRows, rows - _next)];
            _next += batch.Length;
            return batch.Length > 0 ? Connectors.ReadResult.Rows : Connectors.ReadResult.End;
        }

        public override string Locate(int index) => "a row";

        protected override void Dispose(bool disposing) { }
    }
}

[Job]
public sealed partial class Passing
{
    public Counted Numbers { get; init; } = new(0);

    public CallbackSink<long> Output { get; init; } = Rows.To<long>(_ => { });

    void Define(JobBuilder job) => job.From(Numbers).To(Output);
}

/// <summary>Jobs whose sources are arrays and files crash between any two rows.</summary>
public sealed class SourceCrashTests(ITestOutputHelper output) : IDisposable
{
    private static readonly Timestamp Start = Timestamp.Parse("2026-03-02T09:00:00Z", null);

    private readonly string _directory = Directory.CreateTempSubdirectory("millrace-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    public static TheoryData<int> Parallelisms => [1, 2, 5];

    [Theory, MemberData(nameof(Parallelisms))]
    public async Task Files_are_read_on_where_they_were(int parallelism)
    {
        const int Cases = 100;
        int sums = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            // Files that overlap in time, each in disorder.
            var slack = Duration.Seconds(random.Next(3) * 40);
            List<Tick>[] files = new List<Tick>[random.Next(1, 5)];
            for (int i = 0; i < files.Length; i++)
            {
                long second = random.Next(300);
                files[i] = [.. Enumerable.Range(0, random.Next(150)).Select(row => new Tick($"sensor {(random.Next(3) == 0 ? "with a long name " : "")}{random.Next(6)}",
                    Start + Duration.Seconds((second += random.Next(6)) + random.NextInt64(slack.Microseconds / 1_000_000 + 1)), row))];
            }
            string csv = Write($"csv{seed}", files, random, "sensor,at,value", tick => $"{tick.Sensor},{tick.At},{tick.Value}");
            string json = Write($"json{seed}", files, random, null, tick => $"{{\"sensor\":\"{tick.Sensor}\",\"at\":\"{tick.At}\",\"value\":{tick.Value}}}");
            string lines = Write($"lines{seed}", files, random, null, tick => $"{tick.Sensor} {tick.Value % 3}");
            var mode = seed % 5 == 4 ? JobMode.Batch : JobMode.Streaming;
            TestSink<Minute> ofCsv = new(), ofJson = new();
            TestSink<(Utf8String Line, long Times)> ofLines = new();
            var result = await JobTest.RunAsync(
                new MinutesOfFiles { Csv = csv, Json = json, Lines = lines, SplitBytes = random.Next(30, 2_000), Slack = slack, OfCsv = ofCsv, OfJson = ofJson, OfLines = ofLines },
                new JobTestOptions { Seed = seed, Parallelism = parallelism, Mode = mode, Start = Start, Crashes = seed % 4 });
            Tick[] all = [.. files.SelectMany(file => file)];
            List<string> expected = [.. all.GroupBy(tick => (tick.Sensor, Minute: tick.At.Microseconds / 60_000_000)).Select(group => $"{group.Key.Sensor} {group.Key.Minute} {group.Sum(tick => tick.Value)}").Order(StringComparer.Ordinal)];
            Assert.Equal(expected, Texts(ofCsv));
            Assert.Equal(expected, Texts(ofJson));
            Assert.Equal(all.GroupBy(tick => $"{tick.Sensor} {tick.Value % 3}").Select(group => $"{group.Key} {group.Count()}").Order(StringComparer.Ordinal), ofLines.Select(row => $"{row.Line} {row.Times}").Order(StringComparer.Ordinal));
            Assert.Equal(0, result.LateRows);
            sums += expected.Count;
        }
        output.WriteLine($"{Cases} cases of three kinds of files each, {sums} sums");
    }

    [Theory, MemberData(nameof(Parallelisms))]
    public async Task Large_arrays_are_read_on_where_they_were(int parallelism)
    {
        // Three splits of 64 K rows, or parts of them.
        Tick[] ticks = [.. Enumerable.Range(0, 150_000).Select(i => new Tick($"s{i % 7}", Start + Duration.FromMicroseconds(i * 10_000L + i * 7919L % 500_000), i))];
        List<string> expected = [.. ticks.GroupBy(tick => (tick.Sensor, Minute: tick.At.Microseconds / 60_000_000)).Select(group => $"{group.Key.Sensor} {group.Key.Minute} {group.Sum(tick => tick.Value)}").Order(StringComparer.Ordinal)];
        (int allSnapshots, long steps) = (0, 0);
        for (int seed = 0; seed < 12; seed++)
        {
            TestSink<Minute> bounded = new(), listed = new();
            int snapshots = 0;
            var result = await JobTest.RunAsync(new MinutesOfArrays { Ticks = Rows.From(ticks), Slack = Duration.Seconds(1), Bounded = bounded, OfGenerator = listed },
                new JobTestOptions { Seed = seed, Parallelism = parallelism, Start = Start, Crashes = 40, OnSnapshot = () => snapshots++ });
            Assert.Equal(expected, Texts(bounded));
            Assert.Equal(expected, Texts(listed));
            Assert.Equal(0, result.LateRows);
            (allSnapshots, steps) = (allSnapshots + snapshots, steps + result.Steps);
        }
        output.WriteLine($"12 runs with 40 crashes each, {allSnapshots} snapshots, {steps} steps");
    }

    [Theory, MemberData(nameof(Parallelisms))]
    public async Task A_snapshot_in_a_script_stops_the_other_sources_where_they_are(int parallelism)
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var sums = new TestSink<Minute>();
            var job = new MinutesOfTwo
            {
                Scripted = new TestSource<Tick>().Rows(Tick(1, 1)).Snapshot().Rows(Tick(2, 2)).Pause(Duration.Milliseconds(seed)).Crash().Rows(Tick(3, 4)),
                Listed = Rows.From([.. Enumerable.Range(0, 100).Select(i => Tick(i, 100))]),
                Sums = sums,
            };
            await JobTest.RunAsync(job, new JobTestOptions { Seed = seed, Parallelism = parallelism, Start = Start, Crashes = seed % 2 });
            Assert.Equal([$"a sensor with a long name {Start.Microseconds / 60_000_000} 6007", $"a sensor with a long name {Start.Microseconds / 60_000_000 + 1} 4000"], Texts(sums));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task What_a_watermark_generator_has_noted_comes_back(int parallelism)
    {
        foreach (bool crashes in new[] { false, true })
        {
            // The seven tells the time of the row before it, which makes the last one late.
            var ticks = new TestSource<Tick>().Rows(Tick(100, 1)).Pause(Duration.Seconds(1)).Snapshot().Rows(Tick(99, 7)).Pause(Duration.Seconds(1));
            if (crashes) ticks.Crash().Pause(Duration.Seconds(5));
            ticks.Rows(Tick(30, 4));
            var sums = new TestSink<Minute>();
            var result = await JobTest.RunAsync(new MinutesAtSevens { Ticks = ticks, Sums = sums }, new JobTestOptions { Parallelism = parallelism, Start = Start });
            Assert.Equal(1, result.LateRows);
            Assert.Equal(8, Assert.Single(sums).Sum);
        }
    }

    [Fact]
    public async Task A_watermark_generator_with_objects_takes_no_snapshots()
    {
        var failure = await Assert.ThrowsAsync<NotSupportedException>(() => JobTest.RunAsync(new MinutesListed { Ticks = new TestSource<Tick>().Rows(Tick(1, 1)).Pause(Duration.Seconds(1)).Snapshot(), Output = new TestSink<Tick>() }));
        Assert.Contains("Listed has fields that are objects", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_whose_source_cannot_go_on_says_so()
    {
        var failure = await Assert.ThrowsAsync<NotSupportedException>(() => JobTest.RunAsync(new Passing { Numbers = new Counted(200_000) }, new JobTestOptions { Crashes = 1_000 }));
        Assert.Contains("cannot go on from a position", failure.Message, StringComparison.Ordinal);
    }

    private static Tick Tick(int second, long value) => new("a sensor with a long name", Start + Duration.Seconds(second), value);

    private static List<string> Texts(IEnumerable<Minute> sums) => [.. sums.Select(sum => $"{sum.Sensor} {sum.Start.Microseconds / 60_000_000} {sum.Sum}").Order(StringComparer.Ordinal)];

    /// <summary>Files in a directory, some of them compressed.</summary>
    private string Write(string name, List<Tick>[] files, Random random, string? header, Func<Tick, string> line)
    {
        string directory = Path.Join(_directory, name);
        Directory.CreateDirectory(directory);
        for (int i = 0; i < files.Length; i++)
        {
            string text = string.Join('\n', files[i].Select(line).Prepend(header).Where(line => line is not null));
            using Stream stream = File.Create(Path.Join(directory, i.ToString(CultureInfo.InvariantCulture)));
            using Stream content = random.Next(4) == 0 ? new GZipStream(stream, CompressionLevel.Fastest) : stream;
            content.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }
        return directory;
    }
}

/// <summary>Sums per minute of a script and an array.</summary>
[Job]
public sealed partial class MinutesOfTwo
{
    public RowsSource<Tick> Scripted { get; init; } = Rows.From<Tick>([]);

    public RowsSource<Tick> Listed { get; init; } = Rows.From<Tick>([]);

    public CallbackSink<Minute> Sums { get; init; } = new TestSink<Minute>();

    void Define(JobBuilder job) => job.From(Scripted).EventTime(tick => tick.At, Duration.Zero).Union(job.From(Listed).EventTime(tick => tick.At, Duration.Zero))
        .KeyBy(tick => tick.Sensor).Window(Tumbling.Every(Duration.Minutes(1))).DropLate()
        .Aggregate(group => new Minute(group.Key, group.Window.Start, group.Sum(tick => tick.Value))).To(Sums);
}
