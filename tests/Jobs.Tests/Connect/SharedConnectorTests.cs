using System.Collections.Concurrent;
using System.Threading.Channels;
using Millrace.Runtime;

namespace Millrace.Jobs.Tests.Connect;

/// <summary>Two runs at a time that share what they read or write: both have their rows, or the second is refused.</summary>
public sealed class SharedConnectorTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(3);

    private static Flight Delayed(int minutes) => new(default, minutes, 1, "A", "B");

    private static Source<Flight> Delays(int from, int count) => Rows.From(Enumerable.Range(from, count).Select(Delayed).ToArray());

    private static JobExecution Start<TJob>(TJob job) where TJob : class, IJob<TJob> =>
        JobExecution.Start(TJob.Build(job, new GraphSettings(2)), new JobOptions { Parallelism = 2, MemoryBytes = 64 << 20 });

    private static async Task<string> Refused<TJob>(TJob job) where TJob : class, IJob<TJob> =>
        (await Assert.ThrowsAsync<JobFailedException>(() => Run.ToEndAsync(job))).Message;

    private static async Task<List<int>> All(IAsyncEnumerator<int> values)
    {
        var all = new List<int>();
        while (await values.MoveNextAsync()) all.Add(values.Current);
        return all;
    }

    [Fact]
    public async Task A_row_stream_is_written_by_one_run_at_a_time()
    {
        var stream = new RowStream<int>();
        var input = Channel.CreateUnbounded<Flight>();
        await using var first = Start(new CopyFlights { In = Rows.From(input.Reader), Out = Rows.To(stream, (Flight row) => row.Delay) });
        await using var reader = stream.GetAsyncEnumerator();
        input.Writer.TryWrite(Delayed(0));
        Assert.True(await reader.MoveNextAsync());

        Assert.Equal("The RowStream is written by another run, and is completed when that ends. Make one for each run.",
            await Refused(new CopyFlights { In = Delays(100, 100), Out = Rows.To(stream, (Flight row) => row.Delay) }));

        for (int i = 1; i < 5000; i++) input.Writer.TryWrite(Delayed(i));
        input.Writer.Complete();
        Assert.Equal(Enumerable.Range(1, 4999), await All(reader));
        await first.Completion.WaitAsync(Long);
    }

    [Fact]
    public async Task A_channel_is_written_by_one_run_at_a_time_and_never_again()
    {
        var output = Channel.CreateUnbounded<int>();
        var input = Channel.CreateUnbounded<Flight>();
        await using var first = Start(new CopyFlights { In = Rows.From(input.Reader), Out = Rows.To(output.Writer, (Flight row) => row.Delay) });
        await using var reader = output.Reader.ReadAllAsync().GetAsyncEnumerator();
        input.Writer.TryWrite(Delayed(0));
        Assert.True(await reader.MoveNextAsync());

        var second = new CopyFlights { In = Delays(100, 100), Out = Rows.To(output.Writer, (Flight row) => row.Delay) };
        Assert.Equal("The channel that the job writes to is written by another run, and is completed when that ends. Make one for each run.", await Refused(second));

        for (int i = 1; i < 5000; i++) input.Writer.TryWrite(Delayed(i));
        input.Writer.Complete();
        Assert.Equal(Enumerable.Range(1, 4999), await All(reader));
        await first.Completion.WaitAsync(Long);
        Assert.Equal("The channel that the job writes to has carried the rows of another run, which has ended. Make one for each run.", await Refused(second));
    }

    [Fact]
    public async Task Several_sinks_of_one_run_may_write_to_one_stream_or_channel()
    {
        var stream = new RowStream<int>();
        var reading = All(stream.GetAsyncEnumerator());
        var (low, high) = (Rows.To(stream, (Flight row) => row.Delay), Rows.To(stream, (Flight row) => row.Delay));
        await Run.ToEndAsync(new TwoSinks { In = Delays(0, 10_000), Low = low, High = high });
        Assert.Equal(Enumerable.Range(0, 10_000), (await reading).Order());

        var channel = Channel.CreateBounded<int>(10);
        reading = All(channel.Reader.ReadAllAsync().GetAsyncEnumerator());
        await Run.ToEndAsync(new TwoSinks { In = Delays(0, 10_000), Low = Rows.To(channel.Writer, (Flight row) => row.Delay), High = Rows.To(channel.Writer, (Flight row) => row.Delay) });
        Assert.Equal(Enumerable.Range(0, 10_000), (await reading).Order());
    }

    [Fact]
    public async Task A_channel_completed_by_the_program_is_an_error()
    {
        var output = Channel.CreateUnbounded<int>();
        output.Writer.Complete();
        Assert.Contains("completed by somebody else", await Refused(new CopyFlights { In = Delays(0, 1), Out = Rows.To(output.Writer, (Flight row) => row.Delay) }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_channel_is_read_by_one_source_at_a_time_however_many_describe_it()
    {
        var input = Channel.CreateUnbounded<Flight>();
        var seen = new ConcurrentQueue<int>();
        var got = new TaskCompletionSource();
        await using var first = Start(new CopyFlights { In = Rows.From(input.Reader), Out = Rows.To((int delay) => { seen.Enqueue(delay); got.TrySetResult(); }, (Flight row) => row.Delay) });
        input.Writer.TryWrite(Delayed(0));
        await got.Task.WaitAsync(Long);

        Assert.Contains("The channel is read already", await Refused(new CopyFlights { In = Rows.From(input.Reader), Out = Rows.Discard<Flight>() }), StringComparison.Ordinal);

        for (int i = 1; i < 5000; i++) input.Writer.TryWrite(Delayed(i));
        input.Writer.Complete();
        await first.Completion.WaitAsync(Long);
        Assert.Equal(Enumerable.Range(0, 5000), seen);
        Assert.Equal(0, (await Run.ToEndAsync(new CopyFlights { In = Rows.From(input.Reader), Out = Rows.Discard<Flight>() })).RowsIn);
    }

    [Fact]
    public async Task One_job_object_runs_several_times_at_a_time_where_its_connectors_allow_it()
    {
        var seen = new ConcurrentQueue<int>();
        var job = new CopyFlights { In = Rows.From(Enumerable.Range(0, 3000).Select(Delayed)), Out = Rows.To(seen.Enqueue, (Flight row) => row.Delay) };
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Run.ToEndAsync(job, parallelism: 2)));
        Assert.Equal(Enumerable.Range(0, 12_000).Select(i => i / 4), seen.Order());
    }

    [Fact]
    public async Task One_job_object_with_a_stream_runs_once()
    {
        var stream = new RowStream<int>();
        var job = new CopyFlights { In = Delays(0, 50_000), Out = Rows.To(stream, (Flight row) => row.Delay) };
        // Held back by a stream that nobody reads yet, none can end before the other begins.
        JobExecution[] runs = [Start(job), Start(job)];
        var failed = await await Task.WhenAny(runs.Select(run => Assert.ThrowsAsync<JobFailedException>(() => run.Completion)));
        Assert.Equal("The sink (async stream) is in use by another run, and serves one at a time. Make one for each run.", failed.Message);
        Assert.Equal(Enumerable.Range(0, 50_000), (await All(stream.GetAsyncEnumerator())).Order());
        await runs.Single(run => !run.Completion.IsFaulted).Completion.WaitAsync(Long);
    }
}

[Job]
public sealed partial class TwoSinks
{
    public required Source<Flight> In { get; init; }

    public required Sink<Flight> Low { get; init; }

    public required Sink<Flight> High { get; init; }

    void Define(JobBuilder job)
    {
        var flights = job.From(In);
        flights.Where(flight => flight.Delay < 5000).To(Low);
        flights.Where(flight => flight.Delay >= 5000).To(High);
    }
}
