using Millrace.Runtime;

namespace Millrace.Jobs.Tests.Helpers;

/// <summary>What helpers are given is what an ordinary call would give them.</summary>
public class GivenTests
{
    private static readonly Flight[] Flights = [.. DisorderedFlights.Make(500)];

    [Fact]
    public async Task Constants_are_values_of_the_types_of_their_parameters()
    {
        var job = new GivenFlights { Flights = Flights };
        await Run.ToEndAsync(job);
        Assert.Equal(Flights.Select(f => GivenHelpers.Figure(f, 0.1f, -1.5, int.MaxValue, 5, 0, 'a')), job.Figures);
    }

    [Fact]
    public async Task Each_run_of_an_object_has_the_values_that_it_started_with()
    {
        var job = new GivenFlights { Flights = Flights };
        var first = Build(job);
        var second = Build(job);
        await RunAsync(first);
        await RunAsync(second);
        Assert.Equal(Enumerable.Repeat(1, Flights.Length).Concat(Enumerable.Repeat(2, Flights.Length)), job.Marks);
    }

    private static JobGraph Build<TJob>(TJob job) where TJob : class, IJob<TJob> => TJob.Build(job, new GraphSettings(1, JobMode.Streaming));

    private static async Task RunAsync(JobGraph graph)
    {
        await using var execution = JobExecution.Start(graph, new JobOptions { Parallelism = 1, MemoryBytes = 256 << 20 });
        await execution.Completion.WaitAsync(TimeSpan.FromMinutes(3));
    }
}
