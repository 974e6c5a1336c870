namespace Millrace.Testing.Tests.Guide;

/// <summary>Windows that fire by the clock, as jobs, in virtual time.</summary>
public class ClockedVisitsTests
{
    private static readonly Timestamp Nine = Timestamp.Parse("2026-03-02T09:00:00Z", null);

    public static TheoryData<int> Parallelisms => [1, 2, 5];

    [Theory, MemberData(nameof(Parallelisms))]
    public async Task Results_come_every_so_often_by_the_clock(int parallelism)
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var visits = new TestSource<Visit>().Rows(Visit(0), Visit(2)).Pause(Duration.Seconds(4)).Rows(Visit(1))
                .Pause(Duration.Seconds(40)).Rows(Visit(40)).Pause(Duration.Seconds(20)).Rows(Visit(60)).Pause(Duration.Seconds(1));
            var output = new TestSink<Hourly>();
            await JobTest.RunAsync(new RunningVisits { Visits = visits, Output = output }, new JobTestOptions { Seed = seed, Parallelism = parallelism, Start = Nine });
            // At 09:00:10, 09:00:50, and the end; the last row's period is not over then.
            Assert.Equal([3, 4, 5], output.Select(row => row.Visits));
        }
    }

    [Theory, MemberData(nameof(Parallelisms))]
    public async Task A_result_comes_when_a_key_has_been_quiet(int parallelism)
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var visits = new TestSource<Visit>().Rows(Visit(0)).Pause(Duration.Seconds(3)).Rows(Visit(1)).Pause(Duration.Seconds(3)).Rows(Visit(2))
                .Pause(Duration.Seconds(40)).Rows(Visit(3), Visit(4)).Pause(Duration.Seconds(20));
            var output = new TestSink<Hourly>();
            await JobTest.RunAsync(new QuietVisits { Visits = visits, Output = output }, new JobTestOptions { Seed = seed, Parallelism = parallelism, Start = Nine });
            Assert.Equal([3, 5, 5], output.Select(row => row.Visits));
        }
    }

    [Theory, MemberData(nameof(Parallelisms))]
    public async Task A_trigger_of_ones_own_is_woken_by_the_clock(int parallelism)
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var visits = new TestSource<Visit>().Rows(Visit(0), Visit(1), Visit(2), Visit(3)).Pause(Duration.Seconds(20)).Rows(Visit(4), Visit(5), Visit(6))
                .Pause(Duration.Seconds(31)).Rows(Visit(7), Visit(8)).Pause(Duration.Seconds(1));
            var output = new TestSink<Batch>();
            await JobTest.RunAsync(new BatchedVisits { Visits = visits, Output = output }, new JobTestOptions { Seed = seed, Parallelism = parallelism, Start = Nine });
            // Three at once, three after 20 seconds, one 30 seconds after it came, the rest at the end.
            Assert.Equal([3, 3, 1, 2], output.Select(row => row.Visits));
        }
    }

    private static Visit Visit(int second) => new(Nine + Duration.Seconds(second), "/a page with a long name");
}
