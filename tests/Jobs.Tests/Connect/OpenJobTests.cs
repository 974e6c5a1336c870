using System.Threading.Channels;
using Millrace.Runtime;

namespace Millrace.Jobs.Tests.Connect;

/// <summary>What is checked when a job is built and opened with the source and sink that it has been given.</summary>
public sealed class OpenJobTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("millrace-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Refused<TJob>(TJob job) where TJob : class, IJob<TJob> =>
        Assert.Throws<JobConfigurationException>(() => TJob.Build(job, new GraphSettings(1))).Message;

    [Fact]
    public void What_is_null_is_named() => Assert.Equal(
        [
            "'OpenPoints.In' is null, but the job reads it. Set it in code where the job is made, for example to Csv.Read<…>(path) or Rows.From(rows), or give it a default.",
            "'OpenPoints.Out' is null, but the job writes to it. Set it in code where the job is made, for example to Csv.Write<…>(path) or Rows.Discard<…>(), or give it a default.",
        ],
        new[] { Refused(new OpenPoints { Out = Rows.Discard<Point>() }), Refused(new OpenPoints { In = Rows.From<Point>([]) }) });

    [Fact]
    public async Task Rows_without_a_layout_pass_from_memory_through_operators()
    {
        var metrics = await Run.ToEndAsync(new OpenPoints { In = Rows.From<Point>([new(0, 1), new(1, 2), new(2, 3)]), Out = Rows.Discard<Point>() });
        Assert.Equal(2, metrics.RowsOut);
    }

    [Fact]
    public void Connectors_that_need_a_layout_are_refused_by_name() => Assert.Equal(
        [
            "'OpenPoints.In' is csv points.csv, which has to know the layout of its rows, and that of Point is not known. Make Point a [Record], or use a connector that takes rows as they are, such as Rows.From and Rows.Discard.",
            "'OpenPoints.Out' is async stream, which has to know the layout of its rows, and that of Point is not known. Make Point a [Record], or use a connector that takes rows as they are, such as Rows.From and Rows.Discard.",
        ],
        new[] { Refused(new OpenPoints { In = Csv.Read<Point>("points.csv"), Out = Rows.Discard<Point>() }), Refused(new OpenPoints { In = Rows.From<Point>([]), Out = Rows.To(new RowStream<Point>()) }) });

    [Theory]
    [InlineData(0, "EndlessSink<Point>.EndChain has not called EndWith, so the chain has no end.")]
    [InlineData(2, "The chain has an end; call EndWith once.")]
    public void A_sink_ends_its_chain_once(int times, string message) => Assert.Equal(message,
        Assert.Throws<InvalidOperationException>(() => PlanOf(new OpenPoints { In = Rows.From<Point>([]), Out = new EndlessSink<Point>(times) })).Message);

    [Fact]
    public void Vertices_are_named_by_the_property_and_plans_show_the_connector()
    {
        Assert.Equal(["flights → hourly-delay → hourly: csv in.csv, event-time, where, hourly-delay (window aggregate, state per key and window), json lines out"],
            PlanOf(new OpenDelays { Flights = Csv.Read<Flight>("in.csv"), Hourly = JsonLines.Write<HourlyDelay>("out") }));
        Assert.Equal(["flights → late → all → all → pairs: rows (0), branch: where, branch: discard, branch: csv a, branch: where, branch: csv a, branch: select, branch: discard"],
            PlanOf(new OpenBranches { Flights = Rows.From<Flight>([]), Late = Rows.Discard<Flight>(), All = Csv.Write<Flight>("a"), Pairs = Rows.Discard<(Utf8String, int)>() }));
        Assert.Equal(["in → out: rows (0), discard", "source → out: rows (0), discard", "again → out: rows (0), discard", "source → copy: json lines in.csv, discard"],
            PlanOf(new OpenChoices { In = Rows.From<Flight>([]), Input = "in.csv", IsTest = true, Out = Rows.Discard<Flight>() }));
    }

    [Fact]
    public async Task A_source_may_be_read_by_several_runs_at_a_time_and_twice_in_one()
    {
        var rows = Rows.From(Enumerable.Range(0, 5000).Select(i => new Flight(new Timestamp(i), i, 1, "A", "B")).ToArray());
        var runs = Enumerable.Range(0, 4).Select(_ => Run.ToEndAsync(new OpenDelays { Flights = rows })).ToList();
        Assert.All(await Task.WhenAll(runs), metrics => Assert.Equal(5000, metrics.RowsIn));
        Assert.Equal(10_000, (await Run.ToEndAsync(new Twice { Rows = rows })).RowsIn);
    }

    [Fact]
    public async Task A_channel_is_read_by_one_at_a_time()
    {
        var channel = Channel.CreateUnbounded<Flight>();
        var source = Rows.From(channel.Reader);
        var twice = await Assert.ThrowsAsync<JobFailedException>(() => Run.ToEndAsync(new Twice { Rows = source }));
        Assert.Contains("read already", twice.Message, StringComparison.Ordinal);

        channel.Writer.TryWrite(new Flight(default, 1, 1, "A", "B"));
        channel.Writer.Complete();
        Assert.Equal(1, (await Run.ToEndAsync(new OpenDelays { Flights = source })).RowsIn);
    }

    [Fact]
    public async Task A_file_is_written_by_one_run_at_a_time_and_again_by_the_next()
    {
        string path = Path.Combine(_folder, "out.csv");
        var sink = Csv.Write<Flight>(path);
        var channel = Channel.CreateUnbounded<Flight>();
        var first = JobExecution.Start(Graph(new CopyFlights { In = Rows.From(channel.Reader), Out = sink }), new JobOptions { Parallelism = 1 });
        await using (first)
        {
            // The file is opened before the channel is read.
            await Written(_folder);
            var second = await Assert.ThrowsAsync<JobFailedException>(() => Run.ToEndAsync(new CopyFlights { In = Rows.From<Flight>([]), Out = sink }));
            Assert.Equal($"The sink (csv {path}) is in use by another run, and serves one at a time. Make one for each run.", second.Message);
            channel.Writer.TryWrite(new Flight(default, 1, 1, "A", "B"));
            channel.Writer.Complete();
            await first.Completion;
        }
        Assert.Equal(["date,delay,distance,origin,destination", "1970-01-01T00:00:00Z,1,1,A,B"], await File.ReadAllLinesAsync(path));

        await Run.ToEndAsync(new CopyFlights { In = Rows.From<Flight>([new(default, 2, 2, "C", "D")]), Out = sink });
        Assert.Equal(["date,delay,distance,origin,destination", "1970-01-01T00:00:00Z,2,2,C,D"], await File.ReadAllLinesAsync(path));
    }

    [Fact]
    public async Task A_sink_whose_run_failed_can_be_used_again()
    {
        string path = Path.Combine(_folder, "out.csv");
        var sink = Csv.Write<Flight>(path);
        await Assert.ThrowsAsync<JobFailedException>(() => Run.ToEndAsync(new CopyFlights { In = Csv.Read<Flight>(Path.Combine(_folder, "missing.csv")), Out = sink }));
        await Run.ToEndAsync(new CopyFlights { In = Rows.From<Flight>([new(default, 2, 2, "C", "D")]), Out = sink });
        Assert.Equal(2, (await File.ReadAllLinesAsync(path)).Length);
    }

    [Fact]
    public async Task A_row_stream_carries_the_rows_of_one_run()
    {
        var stream = new RowStream<int>();
        await Run.ToEndAsync(new CopyFlights { In = Rows.From<Flight>([new(default, 1, 1, "A", "B")]), Out = Rows.To(stream, (Flight row) => row.Delay) });
        var again = await Assert.ThrowsAsync<JobFailedException>(() => Run.ToEndAsync(new CopyFlights { In = Rows.From<Flight>([new(default, 1, 1, "A", "B")]), Out = Rows.To(stream, (Flight row) => row.Delay) }));
        Assert.Contains("RowStream", again.Message, StringComparison.Ordinal);
        int rows = 0;
        await foreach (var row in stream) rows++;
        Assert.Equal(1, rows);
    }

    [Fact]
    public async Task A_callback_may_serve_several_runs()
    {
        int rows = 0;
        var sink = Rows.To((int _) => rows++, (Flight row) => row.Delay);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Run.ToEndAsync(new CopyFlights { In = Rows.From(new Flight[1000]), Out = sink })));
        Assert.Equal(3000, rows);
    }

    private static async Task Written(string folder)
    {
        using var watcher = new FileSystemWatcher(folder);
        var created = new TaskCompletionSource();
        watcher.Created += (_, _) => created.TrySetResult();
        watcher.EnableRaisingEvents = true;
        if (Directory.EnumerateFiles(folder).Any()) return;
        await created.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    private static JobGraph Graph<TJob>(TJob job) where TJob : class, IJob<TJob> => TJob.Build(job, new GraphSettings(1));

    private static IEnumerable<string> PlanOf<TJob>(TJob job) where TJob : class, IJob<TJob> =>
        Graph(job).Vertices.Select(vertex => $"{vertex.Name}: {string.Join(", ", vertex.Operators)}");
}

[Job]
public sealed partial class Twice
{
    public required Source<Flight> Rows { get; init; }

    void Define(JobBuilder job) => job.From(Rows).Union(job.From(Rows)).To(Millrace.Rows.Discard<Flight>());
}
