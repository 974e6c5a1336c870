namespace Millrace.Testing.Tests.Guide;

public class HourlyVisitsTests
{
    private static readonly Timestamp Nine = Timestamp.Parse("2026-03-02T09:00:00Z", null);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Visits_are_counted_per_hour_in_every_interleaving(int parallelism)
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var visits = new TestSource<Visit>()
                .Rows(new Visit(Nine, "/start"), new Visit(Nine, "/about"))
                .Pause(Duration.Minutes(70))
                .Rows(new Visit(Nine + Duration.Minutes(70), "/start"))
                .Split()
                .Pause(Duration.Minutes(5))
                .Rows(new Visit(Nine + Duration.Minutes(5), "/start"));
            var output = new TestSink<Hourly>();

            var result = await JobTest.RunAsync(new HourlyVisits { Visits = visits, Output = output },
                new JobTestOptions { Seed = seed, Parallelism = parallelism, Start = Nine });

            Assert.Equal([new Hourly("/about", Nine, 1), new Hourly("/start", Nine, 2), new Hourly("/start", Nine + Duration.Hours(1), 1)],
                output.OrderBy(row => row.Page).ThenBy(row => row.Hour));
            Assert.Equal(0, result.LateRows);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_visit_behind_the_watermark_is_late(int parallelism)
    {
        var visits = new TestSource<Visit>()
            .Rows(new Visit(Nine, "/start"), new Visit(Nine + Duration.Hours(5), "/start"))
            .Watermark(Nine + Duration.Minutes(59))
            .Rows(new Visit(Nine + Duration.Minutes(1), "/start"))
            .Watermark(Nine + Duration.Hours(1))
            .Pause(Duration.Seconds(1))
            .Rows(new Visit(Nine + Duration.Minutes(2), "/start"));
        var output = new TestSink<Hourly>();

        var result = await JobTest.RunAsync(new HourlyVisits { Visits = visits, Output = output }, new JobTestOptions { Parallelism = parallelism, Start = Nine });

        Assert.Equal([new Hourly("/start", Nine, 2), new Hourly("/start", Nine + Duration.Hours(5), 1)], output);
        Assert.Equal(1, result.LateRows);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Crashes_change_nothing(int parallelism)
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var visits = new TestSource<Visit>()
                .Rows(new Visit(Nine, "/start"), new Visit(Nine, "/about"))
                .Snapshot()
                .Rows(new Visit(Nine + Duration.Minutes(10), "/start"))
                .Crash()
                .Rows(new Visit(Nine + Duration.Minutes(70), "/start"));
            var output = new TestSink<Hourly>();

            await JobTest.RunAsync(new HourlyVisits { Visits = visits, Output = output },
                new JobTestOptions { Seed = seed, Parallelism = parallelism, Start = Nine, Crashes = 3 });

            Assert.Equal([new Hourly("/about", Nine, 1), new Hourly("/start", Nine, 2), new Hourly("/start", Nine + Duration.Hours(1), 1)],
                output.OrderBy(row => row.Page).ThenBy(row => row.Hour));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Crashes_change_nothing_of_an_array_either(int parallelism)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Visit[] visits = [.. Enumerable.Range(0, 600).Select(minute => new Visit(Nine + Duration.Minutes(minute), "/start"))];
            var output = new TestSink<Hourly>();

            await JobTest.RunAsync(new HourlyVisits { Visits = Rows.From(visits), Output = output },
                new JobTestOptions { Seed = seed, Parallelism = parallelism, Crashes = 3 });

            Assert.Equal(Enumerable.Range(0, 10).Select(hour => new Hourly("/start", Nine + Duration.Hours(hour), 60)), output);
        }
    }
}
