using System.Threading.Channels;
using Millrace.Runtime;

namespace Millrace.Jobs.Tests;

/// <summary>Windows of processing and ingestion time lose no row, and end without one.</summary>
public class ClockTests
{
    private static readonly Flight[] Flights = [.. DisorderedFlights.Make(150_000)];

    private static IEnumerable<(string, long)> Expected =>
        Flights.Where(f => f.Distance > 500).GroupBy(f => f.Origin.ToString()).Select(group => (group.Key, (long)group.Count())).Order();

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Windows_of_processing_time_and_windows_of_these_count_every_row_once(int parallelism, JobMode mode)
    {
        var job = new ByProcessingTime { Flights = Flights };
        await Run.ToEndAsync(job, parallelism, mode);
        Assert.Equal(Expected, Sum(job.Results));
        Assert.Equal(Expected, Sum(job.Sessions));
        // Each row lies in two windows.
        Assert.Equal(Expected.Select(count => (count.Item1, 2 * count.Item2)), Sum(job.Sliding));
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Windows_of_ingestion_time_and_windows_of_these_count_every_row_once(int parallelism, JobMode mode)
    {
        var job = new ByIngestionTime { Flights = Flights };
        await Run.ToEndAsync(job, parallelism, mode);
        Assert.Equal(Expected, Sum(job.Results));
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(5)]
    public async Task A_window_of_processing_time_ends_without_a_further_row(int parallelism)
    {
        var job = new Live();
        await EndsWithoutFurtherRows(job, job.Input, job.Output, parallelism);
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(5)]
    public async Task A_window_of_ingestion_time_ends_without_a_further_row(int parallelism)
    {
        var job = new LiveByIngestionTime();
        await EndsWithoutFurtherRows(job, job.Input, job.Output, parallelism);
    }

    private static async Task EndsWithoutFurtherRows<TJob>(TJob job, Channel<Line> input, Channel<(string, long)> output, int parallelism) where TJob : class, IJob<TJob>
    {
        await using var execution = JobExecution.Start(TJob.Build(job, new GraphSettings(parallelism)), new JobOptions { Parallelism = parallelism, MemoryBytes = 256 << 20 });
        for (int i = 0; i < 3; i++)
        {
            await input.Writer.WriteAsync(new Line("a"));
            var read = output.Reader.ReadAsync().AsTask();
            await Task.WhenAny(read, execution.Completion).WaitAsync(TimeSpan.FromMinutes(3));
            Assert.Equal(("a", 1L), await read);
        }
    }

    private static IEnumerable<(string, long)> Sum(IEnumerable<(string Word, long Number)> results) =>
        results.GroupBy(result => result.Word).Select(group => (group.Key, group.Sum(result => result.Number))).Order();
}
