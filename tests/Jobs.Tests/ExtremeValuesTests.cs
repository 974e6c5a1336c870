namespace Millrace.Jobs.Tests;

[Record]
public readonly partial record struct Amount(int Key, long Value, Timestamp Time);

/// <summary>Means whose sums are longer than a <see cref="long"/>.</summary>
[Job]
public sealed partial class LongMeans
{
    internal Amount[] Amounts { get; init; } = [];

    public required CallbackSink<(int Key, double Mean, double Small)> Output { get; init; }

    private void Define(JobBuilder job) => job
        .From(Rows.From(Amounts))
        .EventTime(a => a.Time, Duration.Zero)
        .KeyBy(a => a.Key)
        .Window(Tumbling.Every(Duration.Hours(1))).DropLate()
        .Aggregate(g => (g.Key, Mean: g.Average(a => a.Value), Small: g.Average(a => a.Key)))
        .To(Output);
}

/// <summary>Calls a function that forgets to return a task.</summary>
[Job]
public sealed partial class NoTask
{
    private void Define(JobBuilder job) => job
        .From(Rows.From<int>([1, 2, 3]))
        .SelectAsync((row, cancellation) => Ask(row), (row, answer) => row + answer, Async.Ordered(10, Duration.Seconds(30)))
        .To(Rows.Discard<int>());

    private static Task<int> Ask(int row) => row == 2 ? null! : Task.FromResult(row);
}

public class ExtremeValuesTests
{
    [Theory, InlineData(1), InlineData(2)]
    public async Task The_mean_of_long_integers_does_not_overflow(int parallelism)
    {
        var amounts = Enumerable.Range(0, 3_000).Select(i => new Amount(i % 7, long.MaxValue - i, new Timestamp(i))).ToArray();
        var means = new Dictionary<int, (double Mean, double Small)>();
        await Run.ToEndAsync(new LongMeans { Amounts = amounts, Output = Rows.To<(int Key, double Mean, double Small)>(row => { lock (means) means.Add(row.Key, (row.Mean, row.Small)); }) }, parallelism);
        Assert.Equal(7, means.Count);
        foreach (var group in amounts.GroupBy(amount => amount.Key))
            Assert.Equal(((double)group.Aggregate(Int128.Zero, (sum, amount) => sum + amount.Value) / group.Count(), group.Key), means[group.Key]);
    }

    [Fact]
    public async Task A_function_that_returns_no_task_is_told_so()
    {
        var failure = await Assert.ThrowsAsync<JobFailedException>(() => Run.ToEndAsync(new NoTask()));
        Assert.Contains("InvalidOperationException: The function returned null and no task. Make it async, or return Task.FromResult(value).", failure.Message, StringComparison.Ordinal);
    }
}
