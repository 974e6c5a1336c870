namespace Millrace.Jobs.Tests;

/// <summary>Every strategy for watermarks lets in what keeps its promise, and nothing else.</summary>
public class WatermarkTests
{
    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task No_row_that_keeps_the_promise_is_late(int parallelism, JobMode mode)
    {
        var random = new Random(parallelism);
        // Up to a second out of order within stretches of two seconds, each of which ends with a mark.
        var rows = new List<Happening>();
        for (int stretch = 0; stretch < 200; stretch++)
        {
            for (int i = 0; i < 300; i++)
                rows.Add(new Happening(new Timestamp(stretch * 2_000_000L + i * 3_000 + random.NextInt64(1_000_000)), random.Next(7), null));
            rows.Add(new Happening(new Timestamp(stretch * 2_000_000L + 1_950_000), 3, new Timestamp(stretch * 2_000_000L + 1_999_999)));
            // In the batch of the mark, but with an earlier time than those before: what counts is the promise.
            rows.Add(new Happening(new Timestamp((stretch + 1) * 2_000_000L + 1_000), 3, null));
        }
        var job = new Strategies { Rows = [.. rows] };
        await Run.ToEndAsync(job, parallelism, mode);
        var expected = rows.GroupBy(row => (Start: row.Time.Microseconds / 100_000 * 100_000, row.Kind)).Select(group => (group.Key.Start, group.Key.Kind, (long)group.Count())).Order().ToList();
        foreach (string strategy in new[] { "bounded", "punctuated", "custom", "drift", "custom drift", "behind" })
            Assert.Equal(expected, job.Results.Where(result => result.Strategy == strategy).Select(result => (result.Start, result.Kind, result.Count)).Order());
    }

    [Fact]
    public async Task Idleness_behind_an_exchange_is_an_error()
    {
        var failure = await Assert.ThrowsAsync<JobFailedException>(() => Run.ToEndAsync(new IdleBehindExchange(), parallelism: 2));
        Assert.Contains("call EventTime before the exchange", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(JobMode.Streaming), InlineData(JobMode.Batch)]
    public async Task A_row_that_breaks_the_promise_is_late(JobMode mode)
    {
        var rows = Enumerable.Range(0, 20_000).Select(i => new Happening(new Timestamp(i * 1_000L), 0, i == 9_000 ? new Timestamp(5_000_000) : null)).ToArray();
        // Far behind the highest time, but after the mark; and far behind both.
        rows[15_000] = new Happening(new Timestamp(6_000_000), 1, null);
        rows[16_000] = new Happening(new Timestamp(4_000_000), 1, null);
        var job = new Late { Rows = rows };
        await Run.ToEndAsync(job, mode: mode);
        (string, long)[] late = mode == JobMode.Batch ? [] : [("monotonous", 4_000_000), ("monotonous", 6_000_000), ("punctuated", 4_000_000)];
        Assert.Equal(late, job.Results.Order());
    }
}
