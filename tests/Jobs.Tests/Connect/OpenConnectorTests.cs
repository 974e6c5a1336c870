using System.Threading.Channels;
using Millrace.Records;
using Millrace.Testing;

namespace Millrace.Jobs.Tests.Connect;

/// <summary>One job with every connector as its source and as its sink.</summary>
public sealed class OpenConnectorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("millrace-").FullName;
    private readonly Flight[] _flights = Flights();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Flight[] Flights()
    {
        var random = new Random(7);
        string[] airports = ["LAX", "JFK", "an airport whose name is no inline text"];
        var start = Timestamp.FromUnixSeconds(978_307_200);
        return [.. Enumerable.Range(0, 3000).Select(i => new Flight(start + Duration.Seconds(10 * i), random.Next(-20, 90), random.Next(0, 3), airports[random.Next(3)], "X"))];
    }

    public static TheoryData<string, int> Sources()
    {
        var data = new TheoryData<string, int>();
        foreach (string source in new[] { "csv", "json lines", "array", "sequence", "values", "async", "channel", "own" })
        {
            data.Add(source, 1);
            data.Add(source, 3);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task Every_source_gives_the_same_results(string source, int parallelism)
    {
        var results = new List<string>();
        await Run.ToEndAsync(new OpenDelays { Flights = await Source(source), Hourly = Rows.To(results.Add, (HourlyDelay row) => row.ToString()) }, parallelism);
        Assert.Equal(Expected(), results.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task So_it_does_in_batch_mode(string source, int parallelism)
    {
        if (source is "async" or "channel")
        {
            var refused = await Assert.ThrowsAsync<JobFailedException>(async () => await Run.ToEndAsync(new OpenDelays { Flights = await Source(source) }, parallelism, JobMode.Batch));
            Assert.Contains("batch", refused.Message, StringComparison.Ordinal);
            return;
        }
        var results = new List<string>();
        await Run.ToEndAsync(new OpenDelays { Flights = await Source(source), Hourly = Rows.To(results.Add, (HourlyDelay row) => row.ToString()) }, parallelism, JobMode.Batch);
        Assert.Equal(Expected(), results.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("json lines")]
    [InlineData("stream")]
    [InlineData("channel")]
    public async Task Every_sink_gets_the_same_results(string sink)
    {
        string path = Path.Combine(_folder, "out");
        var stream = new RowStream<string>();
        var channel = Channel.CreateUnbounded<string>();
        var job = new OpenDelays
        {
            Flights = Rows.From(_flights),
            Hourly = sink switch
            {
                "csv" => Csv.Write<HourlyDelay>(path),
                "json lines" => JsonLines.Write<HourlyDelay>(path),
                "stream" => Rows.To(stream, (HourlyDelay row) => row.ToString()),
                _ => Rows.To(channel.Writer, (HourlyDelay row) => row.ToString()),
            },
        };
        var run = Run.ToEndAsync(job);
        var results = new List<string>();
        if (sink == "stream") await foreach (string row in stream) results.Add(row);
        if (sink == "channel") await foreach (string row in channel.Reader.ReadAllAsync()) results.Add(row);
        var metrics = await run;
        if (sink is "csv" or "json lines")
            await Run.ToEndAsync(new CopyDelays { In = sink == "csv" ? Csv.Read<HourlyDelay>(path) : JsonLines.Read<HourlyDelay>(path), Out = Rows.To(results.Add, (HourlyDelay row) => row.ToString()) });
        Assert.Equal(Expected(), results.Order(StringComparer.Ordinal));
        Assert.Equal(Expected().Count, metrics.RowsOut);
    }

    [Fact]
    public async Task A_sink_of_a_users_own_knows_the_rows()
    {
        var hashes = new List<string>();
        await Run.ToEndAsync(new OpenDelays { Flights = Rows.From(_flights), Hourly = new OwnSink<HourlyDelay>(hashes) }, 2);
        var expected = new List<string>();
        await Run.ToEndAsync(new OpenDelays { Flights = Rows.From(_flights), Hourly = Rows.To(expected.Add, (HourlyDelay row) => HashOf<HourlyDelay>(row)) });
        Assert.Equal(expected.Order(StringComparer.Ordinal), hashes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Rows_that_are_discarded_are_counted()
    {
        var metrics = await Run.ToEndAsync(new OpenDelays { Flights = Rows.From(_flights), Hourly = Rows.Discard<HourlyDelay>() });
        Assert.Equal(Expected().Count, metrics.RowsOut);
    }

    [Theory]
    [InlineData(1, JobMode.Streaming)]
    [InlineData(3, JobMode.Streaming)]
    [InlineData(2, JobMode.Batch)]
    public async Task So_do_the_source_and_sink_of_the_kit(int parallelism, JobMode mode)
    {
        for (int seed = 0; seed < 5; seed++)
        {
            var output = new TestSink<HourlyDelay>();
            await JobTest.RunAsync(new OpenDelays { Flights = new TestSource<Flight>(_flights), Hourly = output },
                new JobTestOptions { Seed = seed, Parallelism = parallelism, Mode = mode, Crashes = 3 });
            Assert.Equal(Expected(), output.Select(row => row.ToString()).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Lines_of_text_are_a_source_too()
    {
        string path = Path.Combine(_folder, "in.txt");
        await File.WriteAllLinesAsync(path, ["one", "", "three"]);
        var counts = new List<string>();
        await Run.ToEndAsync(new OpenLines { In = Lines.Read(path), Out = Rows.To(counts.Add, (Count row) => $"{row.Word} {row.Number}") });
        Assert.Equal(["one 3", " 0", "three 5"], counts);
    }

    [Fact]
    public async Task A_source_reads_only_the_columns_that_the_job_uses()
    {
        // A file without the column 'destination', which no lambda mentions.
        string path = Path.Combine(_folder, "narrow.csv");
        await File.WriteAllTextAsync(path, "date,delay,distance,origin\n2001-01-01T00:00:00Z,5,9,LAX\n");
        var results = new List<string>();
        await Run.ToEndAsync(new OpenDelays { Flights = Csv.Read<Flight>(path), Hourly = Rows.To(results.Add, (HourlyDelay row) => $"{row.Origin} {row.Flights}") });
        await File.WriteAllTextAsync(path, "{\"date\":\"2001-01-01T00:00:00Z\",\"delay\":5,\"distance\":9,\"origin\":\"LAX\"}\n");
        await Run.ToEndAsync(new OpenDelays { Flights = JsonLines.Read<Flight>(path), Hourly = Rows.To(results.Add, (HourlyDelay row) => $"{row.Origin} {row.Flights}") });
        Assert.Equal(["LAX 1", "LAX 1"], results);
    }

    [Fact]
    public async Task Several_sinks_of_one_chain_are_told_apart_and_one_used_twice_gets_both()
    {
        string csv = Path.Combine(_folder, "all.csv");
        var late = new List<string>();
        var pairs = new List<int>();
        await Run.ToEndAsync(new OpenBranches
        {
            Flights = Rows.From(_flights),
            Late = Rows.To(late.Add, (Flight row) => row.ToString()),
            All = Csv.Write<Flight>(csv),
            Pairs = Rows.To(pairs.Add, ((Utf8String Origin, int Delay) row) => row.Delay),
        });
        Assert.Equal(_flights.Where(flight => flight.Delay > 10).Select(flight => flight.ToString()), late);
        Assert.Equal(_flights.Select(flight => flight.Delay), pairs);
        Assert.Equal(1 + _flights.Length + _flights.Count(flight => flight.Delay <= 10), (await File.ReadAllLinesAsync(csv)).Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connectors_may_be_chosen_when_the_job_is_built(bool isTest)
    {
        string input = await Csvs();
        var all = new List<string>();
        var job = new OpenChoices { Input = input, IsTest = isTest, Flights = _flights, Out = isTest ? Rows.To(all.Add, (Flight row) => row.ToString()) : null };
        await Run.ToEndAsync(job);
        if (!isTest) await Run.ToEndAsync(new CopyFlights { In = JsonLines.Read<Flight>(input + ".json"), Out = Rows.To(all.Add, (Flight row) => row.ToString()) });
        Assert.Equal(_flights.Concat(_flights).Concat(_flights).Select(flight => flight.ToString()).Order(StringComparer.Ordinal), all.Order(StringComparer.Ordinal));
        Assert.Equal(!isTest, File.Exists(input + ".copy"));
    }

    private IReadOnlyList<string> Expected() =>
        [.. _flights.Where(flight => flight.Distance > 0).GroupBy(flight => (flight.Origin, Hour: flight.Date.Microseconds / 3_600_000_000))
            .Select(group => new HourlyDelay(group.Key.Origin, new Timestamp(group.Key.Hour * 3_600_000_000), new Timestamp((group.Key.Hour + 1) * 3_600_000_000),
                group.Count(), group.Average(flight => flight.Delay), group.Max(flight => flight.Delay)).ToString()).Order(StringComparer.Ordinal)];

    private async Task<Source<Flight>> Source(string kind)
    {
        switch (kind)
        {
            case "csv": return Csv.Read<Flight>(await Csvs(), new CsvOptions { SplitBytes = 10_000 });
            case "json lines":
                string path = Path.Combine(_folder, "in.json");
                await Run.ToEndAsync(new CopyFlights { In = Rows.From(_flights), Out = JsonLines.Write<Flight>(path) });
                return JsonLines.Read<Flight>(path);
            case "sequence": return Rows.From(_flights.Select(flight => flight));
            case "values": return Rows.From(_flights.Select(flight => (flight.Date, flight.Delay, flight.Distance, Origin: flight.Origin.ToString())), value => new Flight(value.Date, value.Delay, value.Distance, value.Origin, "Y"));
            case "async": return Rows.From(_flights.ToAsyncEnumerable());
            case "channel":
                var channel = Channel.CreateUnbounded<Flight>();
                foreach (var flight in _flights) channel.Writer.TryWrite(flight);
                channel.Writer.Complete();
                return Rows.From(channel.Reader);
            case "own": return new OwnSource(_flights);
            default: return Rows.From(_flights);
        }
    }

    private async Task<string> Csvs()
    {
        string path = Path.Combine(_folder, "in.csv");
        await Run.ToEndAsync(new CopyFlights { In = Rows.From(_flights), Out = Csv.Write<Flight>(path) });
        return path;
    }

    private static string HashOf<TRecord>(TRecord row) where TRecord : unmanaged, Memory.IRecord<TRecord> => NestedRecord.Hash<TRecord, TRecord>(in row).ToString("x");
}

[Job]
public sealed partial class CopyFlights
{
    public required Source<Flight> In { get; init; }

    public required Sink<Flight> Out { get; init; }

    void Define(JobBuilder job) => job.From(In).To(Out);
}

[Job]
public sealed partial class CopyDelays
{
    public required Source<HourlyDelay> In { get; init; }

    public required Sink<HourlyDelay> Out { get; init; }

    void Define(JobBuilder job) => job.From(In).To(Out);
}
