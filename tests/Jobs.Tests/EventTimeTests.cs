namespace Millrace.Jobs.Tests;

/// <summary>Rows have event times of the years 1 to 9999; others would carry the watermark to the end of time, or before its beginning.</summary>
public class EventTimeTests
{
    private const int Rows = 5_000, Broken = 3_210;

    public static TheoryData<long> NoTimes => [long.MinValue, long.MinValue + 1, Timestamp.Earliest.Microseconds - 1, Timestamp.Latest.Microseconds + 1, long.MaxValue - 1, long.MaxValue];

    [Theory]
    [MemberData(nameof(NoTimes))]
    public async Task A_time_beyond_the_years_1_to_9999_fails_the_job_and_names_the_row(long time)
    {
        await Refuses(new TimeBeforeFilter { Numbers = Numbers(time) }, time, "event-time", $"row {Broken + 1}");
        await Refuses(new TimeBehindSelect { Numbers = Numbers(time) }, time, "the-time", $"row {Broken + 1}");
        await Refuses(new TimeBehindExchange { Numbers = Numbers(time) }, time, "event-time", "");
    }

    [Fact]
    public async Task The_first_and_the_last_time_are_times()
    {
        Number[] numbers = [new(1, "a", Timestamp.Earliest), new(1, "a", Timestamp.Latest)];
        await Run.ToEndAsync(new TimeBeforeFilter { Numbers = numbers });
        await Run.ToEndAsync(new TimeBehindSelect { Numbers = numbers });
        await Run.ToEndAsync(new TimeBehindExchange { Numbers = numbers });
    }

    private static Number[] Numbers(long time) => [.. Enumerable.Range(0, Rows).Select(i => new Number(1, "a", i == Broken ? new Timestamp(time) : Timestamp.FromUnixSeconds(i)))];

    private static async Task Refuses<TJob>(TJob job, long time, string operatorName, string row) where TJob : class, IJob<TJob>
    {
        string text = (await Assert.ThrowsAsync<JobFailedException>(() => Run.ToEndAsync(job))).Message;
        Assert.Contains($"'{operatorName}'", text, StringComparison.Ordinal);
        Assert.Contains(row, text, StringComparison.Ordinal);
        Assert.Contains($"is {new Timestamp(time)}, but event times lie in the years 1 to 9999", text, StringComparison.Ordinal);
    }
}
