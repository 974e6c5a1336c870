using Millrace.Runtime;

namespace Millrace.Jobs.Tests;

/// <summary>Batch mode gives what streaming gives without late rows, at parallelism 1 and more, also with hardly any memory.</summary>
public sealed class BatchTests : IDisposable
{
    private static readonly Duration LongEnough = Duration.Minutes(1);
    private static readonly Flight[] Flights = [.. DisorderedFlights.Make(20_000)];
    private static readonly Flight[] Few = [.. DisorderedFlights.Make(3_000)];

    private readonly string _temp = Directory.CreateTempSubdirectory("millrace-batch").FullName;

    public void Dispose()
    {
        Assert.Empty(Directory.GetFileSystemEntries(_temp));
        Directory.Delete(_temp);
    }

    public static TheoryData<int> Parallelisms => [1, 2, 5];

    [Theory, MemberData(nameof(Parallelisms))]
    public async Task Windows_are_those_of_a_stream_without_late_rows(int parallelism)
    {
        var streamed = new BatchWindows { Flights = Flights, Wait = LongEnough };
        await Run.ToEndAsync(streamed);
        // Rows are up to ten seconds out of order, and nobody waits for them.
        var batch = new BatchWindows { Flights = Flights };
        var metrics = await BatchAsync(batch, parallelism);
        Assert.Equal(streamed.Results.Order(), batch.Results.Order());
        Assert.Equal(0, metrics.LateRows);
        Assert.Equal(Flights.Length, metrics.RowsIn);
        Assert.Equal(batch.Results.Count, metrics.RowsOut);
    }

    [Theory, MemberData(nameof(Parallelisms))]
    public async Task Joins_are_those_of_a_stream_without_late_rows(int parallelism)
    {
        var streamed = new BatchJoins { Flights = Few, Wait = LongEnough };
        await Run.ToEndAsync(streamed);
        var batch = new BatchJoins { Flights = Few };
        var metrics = await BatchAsync(batch, parallelism);
        Assert.Equal(streamed.Results.Order(), batch.Results.Order());
        Assert.Equal(0, metrics.LateRows);
    }

    [Theory, MemberData(nameof(Parallelisms))]
    public async Task Rows_are_looked_up_in_a_whole_table_whatever_its_time(int parallelism)
    {
        AirportInfo[] airports = [new("JFK", "New York", 4), new("LAX", "Los Angeles", 4), new("ORD", "closed", 0)];
        var streamed = new FlightsAndAirports { Flights = Few, Airports = airports };
        await Run.ToEndAsync(streamed);
        var batch = new FlightsAndAirports { Flights = Few, Airports = airports };
        await BatchAsync(batch, parallelism);
        Assert.NotEmpty(batch.Cities);
        Assert.Equal(streamed.Cities.Order(), batch.Cities.Order());
        Assert.Equal(streamed.Runways.Order(), batch.Runways.Order());
        Assert.Equal(streamed.PerSecond.Order(), batch.PerSecond.Order());
    }

    [Theory, MemberData(nameof(Parallelisms))]
    public async Task Every_key_and_window_has_one_result(int parallelism)
    {
        var job = new BatchRolling { Flights = Flights };
        var metrics = await BatchAsync(job, parallelism);
        Assert.Equal(0, metrics.LateRows);
        Flight[] twice = [.. Flights.Where(f => f.Delay > 20), .. Flights.Where(f => f.Delay <= 40)];
        var expected = new List<string>();
        foreach (var g in twice.GroupBy(f => f.Origin.ToString()))
        {
            var farthest = g.MaxBy(f => (f.Distance, f.Date.Microseconds));
            expected.Add($"r {g.Key} {farthest.Destination} {farthest.Distance}");
            expected.Add($"a {g.Key} {g.Count()} {g.Sum(f => f.Delay)} {g.Max(f => f.Destination)}");
            expected.Add($"f {g.Key} {g.Min(f => f.Date)}");
            expected.Add($"l {g.Key} {g.Max(f => f.Date)}");
        }
        expected.AddRange(twice.Select(f => $"d {f.Origin} {f.Destination}").Distinct());
        foreach (var g in Flights.GroupBy(f => (Origin: f.Origin.ToString(), Start: new Timestamp(f.Date.Microseconds / 1_800_000_000 * 1_800_000_000))))
            expected.AddRange([$"e {g.Key.Origin} {g.Key.Start} {g.Count()}", $"p {g.Key.Origin} {g.Key.Start} {g.Count()}", $"q {g.Key.Origin} {g.Key.Start} {g.Count()}"]);
        foreach (var g in Flights.GroupBy(f => f.Origin.ToString()))
            expected.AddRange([$"u {g.Key} {g.Count()}", $"c {g.Key} {g.Count()}"]);
        Assert.Equal(expected.Order(), job.Results.Order());
    }

    [Theory, MemberData(nameof(Parallelisms))]
    public async Task A_function_sees_rows_and_timers_in_order_of_time(int parallelism)
    {
        var job = new BatchTimers { Flights = Flights };
        await BatchAsync(job, parallelism);
        var expected = new List<string>();
        foreach (var key in Flights.GroupBy(f => f.Origin.ToString()))
        {
            (long flights, Timestamp? alarm) = (0, null);
            foreach (var flight in key.OrderBy(f => f.Date))
            {
                if (alarm < flight.Date) Ring();
                flights++;
                alarm ??= flight.Date + Duration.Milliseconds(100);
            }
            Ring();

            void Ring()
            {
                expected.Add($"{key.Key}: {flights} by {alarm}");
                (flights, alarm) = (0, null);
            }
        }
        Assert.Equal(expected.Order(), job.Results.Order());
    }

    [Theory, MemberData(nameof(Parallelisms))]
    public async Task What_does_not_fit_into_memory_goes_to_disk_and_back(int parallelism)
    {
        var roomy = new BatchFailing { Flights = Flights };
        var metrics = await BatchAsync(roomy, parallelism);
        Assert.Equal(0, metrics.SpilledBytes);
        var tight = new BatchFailing { Flights = Flights };
        metrics = await BatchAsync(tight, parallelism, 4 + parallelism);
        Assert.Equal(roomy.Results.Order(), tight.Results.Order());
        Assert.True(metrics.SpilledBytes > 100_000, $"Only {metrics.SpilledBytes} bytes were written.");
    }

    [Theory, MemberData(nameof(Parallelisms))]
    public async Task A_failure_leaves_no_files(int parallelism)
    {
        var good = new BatchFailing { Flights = Flights };
        await BatchAsync(good, parallelism);
        int different = int.Parse(good.Results.Order().First().Split(' ')[^1], null);
        var failure = await Assert.ThrowsAsync<JobFailedException>(() => BatchAsync(new BatchFailing { Flights = Flights, FailAt = different }, parallelism, 4 + parallelism));
        Assert.Contains("not this one", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancel_in_the_middle_leaves_no_files()
    {
        for (int after = 0; after < 8; after++)
        {
            var job = new BatchFailing { Flights = Flights };
            var options = Options(2, megabytes: 6);
            await using var execution = JobExecution.Start(Build(job, options), options);
            // Wherever the job is by then.
            while (execution.Metrics.Snapshot().RowsIn < after * Flights.Length / 8 && !execution.Completion.IsCompleted) await Task.Yield();
            await execution.CancelAsync();
            Assert.Empty(Directory.GetFileSystemEntries(_temp));
        }
    }

    [Fact]
    public async Task A_source_without_end_is_refused_by_name()
    {
        var failure = await Assert.ThrowsAsync<JobFailedException>(() => BatchAsync(new Live(), 2));
        Assert.Contains("has no end", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--mode streaming", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_of_the_other_mode_is_refused()
    {
        var graph = BatchTimersGraph(JobMode.Streaming);
        var error = Assert.Throws<JobConfigurationException>(() => JobExecution.Start(graph, Options(1)));
        Assert.Contains("built for Streaming mode", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_for_temporary_files_that_is_not_there_is_refused()
    {
        var error = Assert.Throws<JobConfigurationException>(() => JobExecution.Start(BatchTimersGraph(JobMode.Batch), Options(1) with { TempDirectory = Path.Join(_temp, "none") }));
        Assert.Contains("--temp", error.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Parallelisms))]
    public async Task No_input_gives_no_results(int parallelism)
    {
        var job = new BatchWindows();
        await BatchAsync(job, parallelism);
        Assert.Empty(job.Results);
    }

    private static JobGraph BatchTimersGraph(JobMode mode) => Build(new BatchTimers(), new JobOptions { Parallelism = 1, Mode = mode });

    private static JobGraph Build<TJob>(TJob job, JobOptions options) where TJob : class, IJob<TJob> => TJob.Build(job, new GraphSettings(options.Parallelism, options.Mode));

    private JobOptions Options(int parallelism, int megabytes = 256) =>
        new() { Parallelism = parallelism, Mode = JobMode.Batch, MemoryBytes = (long)megabytes << 20, TempDirectory = _temp };

    private async Task<JobMetricsSnapshot> BatchAsync<TJob>(TJob job, int parallelism, int megabytes = 256) where TJob : class, IJob<TJob>
    {
        var options = Options(parallelism, megabytes);
        await using var execution = JobExecution.Start(Build(job, options), options);
        await execution.Completion.WaitAsync(TimeSpan.FromMinutes(3));
        return execution.Metrics.Snapshot();
    }
}
