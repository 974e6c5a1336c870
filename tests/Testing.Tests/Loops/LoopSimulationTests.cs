using Millrace.Jobs.Tests.Loops;
using Xunit.Abstractions;

namespace Millrace.Testing.Tests.Loops;

/// <summary>Loops in random interleavings: of subtasks, of rows under way, and of the device that rows spill to.</summary>
public class LoopSimulationTests(ITestOutputHelper output)
{
    private static readonly int[] Parallelisms = [1, 2, 5];
    private const int Seeds = 300;

    [Fact]
    public async Task Every_number_goes_round_until_it_is_done()
    {
        int cases = 0;
        foreach (int parallelism in Parallelisms)
        {
            for (int seed = 0; seed < Seeds; seed++, cases++)
            {
                var random = new Random(seed);
                var job = new CollatzSteps { Numbers = [.. Enumerable.Range(0, random.Next(60)).Select(_ => Trial(random.Next(1, 400)))] };
                await JobTest.RunAsync(job, Options(parallelism, seed));
                Same(LoopReference.CollatzSteps(job.Numbers), job.Results, seed);
            }
        }
        output.WriteLine($"{cases} cases.");

        static Trial Trial(int start) => new(start, start, 0);
    }

    [Fact]
    public async Task Components_of_random_graphs_are_found()
    {
        int cases = 0;
        foreach (int parallelism in Parallelisms)
        {
            for (int seed = 0; seed < Seeds; seed++, cases++)
            {
                var random = new Random(seed);
                var job = new Components { Links = LoopReference.Links(random, random.Next(1, 60), random.Next(80)) };
                await JobTest.RunAsync(job, Options(parallelism, seed));
                var found = job.Results.GroupBy(x => x.Node).Select(g => (g.Key, g.Min(x => x.Component)));
                Same(LoopReference.Components(job.Links).Select(x => (x.Key, x.Value)), found, seed);
            }
        }
        output.WriteLine($"{cases} cases.");
    }

    [Fact]
    public async Task Windows_in_and_behind_a_loop_are_complete()
    {
        int cases = 0;
        foreach (int parallelism in Parallelisms)
        {
            for (int seed = 0; seed < Seeds; seed++, cases++)
            {
                var random = new Random(seed);
                var job = new LoopWindows { Visits = LoopReference.Visits(random, random.Next(300), random.Next(1, 60)) };
                var result = await JobTest.RunAsync(job, Options(parallelism, seed));
                Assert.Empty(job.Late);
                Assert.Equal(0, result.LateRows);
                Same(LoopReference.Behind(job.Visits), job.Behind, seed);
                Same(LoopReference.Inside(job.Visits), job.Inside, seed);
            }
        }
        output.WriteLine($"{cases} cases.");
    }

    [Fact]
    public async Task What_waits_for_clocks_and_watermarks_comes_round_before_the_end()
    {
        int cases = 0;
        foreach (int parallelism in Parallelisms)
        {
            for (int seed = 0; seed < Seeds; seed++, cases++)
            {
                var random = new Random(seed);
                // A wait that the job sees the end of, and one that only the end of input does.
                var job = new HeldRounds { Visits = LoopReference.Visits(random, random.Next(80), 6), Wait = seed % 2 == 0 ? Duration.Milliseconds(1) : Duration.Days(10) };
                await JobTest.RunAsync(job, Options(parallelism, seed));
                Same(job.Visits.Select(v => v.Id), job.Results, seed);
            }
        }
        output.WriteLine($"{cases} cases.");
    }

    [Fact]
    public async Task Rows_wait_in_the_loop_until_a_table_has_been_read()
    {
        int cases = 0;
        foreach (int parallelism in Parallelisms)
        {
            for (int seed = 0; seed < Seeds; seed++, cases++)
            {
                var random = new Random(seed);
                var visits = LoopReference.Visits(random, random.Next(1, 200), 12);
                var job = new Hops { Visits = visits, Links = LoopReference.Table(random, visits) };
                await JobTest.RunAsync(job, Options(parallelism, seed));
                Same(LoopReference.Hops(visits, job.Links), job.Results, seed);
            }
        }
        output.WriteLine($"{cases} cases.");
    }

    [Fact]
    public async Task Rows_that_become_many_are_all_there()
    {
        int cases = 0;
        foreach (int parallelism in Parallelisms)
        {
            for (int seed = 0; seed < 12; seed++, cases++)
            {
                var job = new Doublings { Visits = [.. Enumerable.Range(0, 1 + seed % 4).Select(i => new Visit(i, default, 12))] };
                await JobTest.RunAsync(job, Options(parallelism, seed));
                Same(job.Visits.Select(v => (v.Id, 1L << 12)), job.Results.Select(x => (x.Key, x.Value)), seed);
            }
        }
        output.WriteLine($"{cases} cases.");
    }

    private static JobTestOptions Options(int parallelism, int seed) => new()
    {
        Parallelism = parallelism,
        Seed = seed,
        LongestDelay = Duration.Milliseconds(seed % 4),
        // The least that jobs of five subtasks start with: small channels, and files for what waits.
        MemoryBytes = parallelism == 1 ? 8 << 20 : 16 << 20,
    };

    private static void Same<T>(IEnumerable<T> expected, IEnumerable<T> actual, int seed)
    {
        T[] all = [.. expected.Order()], found = [.. actual.Order()];
        Assert.True(all.AsSpan().SequenceEqual(found), $"Seed {seed}: {found.Length} instead of {all.Length}.");
    }
}
