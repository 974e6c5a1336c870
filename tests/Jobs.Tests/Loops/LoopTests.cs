using Millrace.Runtime;

namespace Millrace.Jobs.Tests.Loops;

/// <summary>Loops, end to end on threads.</summary>
public class LoopTests
{
    public static TheoryData<int> Parallelisms => [1, 2, 5];

    [Fact]
    public void Plans_show_the_way_back()
    {
        Assert.Equal(
            [
                "rows: rows (0), forward exchange to collatz",
                "collatz → callback: select, branch: where, branch: feedback to collatz, branch: where, branch: callback",
            ],
            PlanTests.Plan<CollatzSteps>(1));
        Assert.Equal("rows: rows (0), event-time, forward exchange to rounds", PlanTests.Plan<LoopWindows>(2).First());
        Assert.Single(PlanTests.Plan<LoopWindows>(2), vertex => vertex.Contains("feedback to rounds", StringComparison.Ordinal));
        var back = PlanTests.Build<LoopWindows>(2).Edges.Single(edge => edge.IsFeedback);
        Assert.Equal(("last", "rounds", "rounds", ExchangeKind.Forward), (back.From.Name.Split(' ')[0], back.To.Name.Split(' ')[0], back.Loop, back.Kind));
    }

    [Fact]
    public async Task Batch_mode_refuses_a_loop_by_name()
    {
        var failure = await Assert.ThrowsAsync<JobConfigurationException>(() => Run.ToEndAsync(new CollatzSteps(), 2, JobMode.Batch));
        Assert.Contains("loop 'collatz'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--mode streaming", failure.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Parallelisms))]
    public async Task Every_number_goes_round_until_it_is_done(int parallelism)
    {
        var job = new CollatzSteps { Numbers = LoopReference.Numbers(20_000) };
        await Run.ToEndAsync(job, parallelism);
        Assert.Equal(LoopReference.CollatzSteps(job.Numbers).Order(), job.Results.Order());
    }

    [Theory, MemberData(nameof(Parallelisms))]
    public async Task Components_of_a_graph_spread_along_its_links(int parallelism)
    {
        for (int seed = 0; seed < 5; seed++)
        {
            var job = new Components { Links = LoopReference.Links(new Random(seed), 2_000, 1_500 + 500 * seed) };
            await Run.ToEndAsync(job, parallelism);
            Assert.Equal(LoopReference.Components(job.Links), job.Results.GroupBy(x => x.Node).ToDictionary(g => g.Key, g => g.Min(x => x.Component)));
        }
    }

    [Theory, MemberData(nameof(Parallelisms))]
    public async Task Windows_in_and_behind_a_loop_are_complete_however_long_rows_go_round(int parallelism)
    {
        var job = new LoopWindows { Visits = LoopReference.Visits(new Random(parallelism), 20_000, 200) };
        var metrics = await Run.ToEndAsync(job, parallelism);
        Assert.Empty(job.Late);
        Assert.Equal(0, metrics.LateRows);
        Assert.Equal(LoopReference.Behind(job.Visits).Order(), job.Behind.Order());
        Assert.Equal(LoopReference.Inside(job.Visits).Order(), job.Inside.Order());
    }

    [Theory, MemberData(nameof(Parallelisms))]
    public async Task What_waits_for_clocks_and_watermarks_comes_round_before_the_end(int parallelism)
    {
        var job = new HeldRounds { Visits = LoopReference.Visits(new Random(parallelism), 2_000, 6) };
        await Run.ToEndAsync(job, parallelism);
        Assert.Equal(job.Visits.Select(v => v.Id), job.Results.Order());
    }

    [Theory, MemberData(nameof(Parallelisms))]
    public async Task Rows_wait_in_the_loop_until_a_table_has_been_read(int parallelism)
    {
        var random = new Random(parallelism);
        var visits = LoopReference.Visits(random, 5_000, 40);
        var job = new Hops { Visits = visits, Links = LoopReference.Table(random, visits) };
        await Run.ToEndAsync(job, parallelism);
        Assert.Equal(LoopReference.Hops(visits, job.Links).Order(), job.Results.Order());
    }

    [Theory, MemberData(nameof(Parallelisms))]
    public async Task Rows_that_become_many_wait_in_memory_and_on_disk(int parallelism)
    {
        var job = new Doublings { Visits = [.. Enumerable.Range(0, 40).Select(i => new Visit(i, default, 14))] };
        await Run.ToEndAsync(job, parallelism);
        Assert.Equal(job.Visits.Select(v => (v.Id, 1L << 14)), job.Results.Select(x => (x.Key, x.Value)).Order());
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(5, false)]
    public async Task Rows_come_back_when_calls_outside_have_ended(int parallelism, bool inOrder)
    {
        var job = new AskedRounds { Visits = LoopReference.Visits(new Random(parallelism), 3_000, 8), InOrder = inOrder };
        var metrics = await Run.ToEndAsync(job, parallelism);
        Assert.Equal(0, metrics.LateRows);
        Assert.Equal(job.Visits.GroupBy(v => v.Time.Microseconds / 10_000_000 * 10_000_000).Select(g => (g.Key, (long)g.Count())).Order(), job.Results.Order());
    }
}
