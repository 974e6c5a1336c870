using Guide.FromFlink;
using Millrace;

namespace Guide;

public sealed class FromFlinkTests
{
    private static readonly Row[] Input = [new(At(0), "a", 1), new(At(1), "b", 2), new(At(2), "a", 300), new(At(3), "a", 5), new(At(9), "b", -1)];

    [Fact]
    public async Task Rows_and_streams()
    {
        var job = new Streams { Input = Input };
        await Run.ToEndAsync(job);
        Assert.Equal([$"a 6 {At(3).Microseconds} 2", $"b 2 {At(1).Microseconds} 0", "large 300", "rejected -1"], job.Results.Order());
    }

    [Fact]
    public async Task Times_of_four_kinds()
    {
        var job = new Times { Input = Input };
        await Run.ToEndAsync(job);
        Assert.Equal(Input.SelectMany(row => Enumerable.Repeat(row.Value, 4)).Order(), job.Results.Order());
    }

    [Fact]
    public async Task Windows_of_every_kind()
    {
        var job = new Windowing { Input = Input };
        await Run.ToEndAsync(job, parallelism: 1);
        var results = job.Results.ToLookup(result => result.Kind, result => result.Rows);
        // From 09:01 on: a's first row is alone before it.
        Assert.Equal([1, 2, 2], results["tumbling"].Order());
        Assert.Equal([1, 1, 2, 3, 3], results["sliding"].Order());
        Assert.Equal([1, 1, 3], results["session"].Order());
        Assert.Equal([1, 2, 3, 3], results["cumulating"].Order());
        Assert.Equal([2, 2], results["count"].Order());
        Assert.Equal([1, 1, 2, 2, 2], results["sliding count"].Order());
        Assert.Equal(3, results["accumulating"].Max());
        Assert.Equal([2, 3], results["triggered"].Order());
        Assert.Equal([2, 2], results["last"].Order());
        Assert.Equal([1, 2], results["within"].Order());
        Assert.Equal(3, results["by clock"].Max());
        Assert.Equal(3, results["after quiet"].Max());
    }

    [Fact]
    public async Task Joins_of_every_kind()
    {
        var job = new Joining { Input = Input };
        await Run.ToEndAsync(job);
        var results = job.Results.ToLookup(result => result.Kind, result => result.Value);
        int[] twice = [.. Input.Select(row => 2 * row.Value).Order()];
        Assert.Equal(twice, results["window"].Order());
        Assert.Equal([2, 2, 2, 2, 2], results["group"]);
        Assert.Equal([.. twice.Append(305).Order()], results["within"].Order());
        Assert.Equal(twice, results["as of"].Order());
        Assert.Equal((3 * 3) + (2 * 2), results["alive"].Count());
        Assert.InRange(results["latest"].Count(), 5, 8);
        Assert.Equal(Input.Select(row => row.Value).Order(), results["table"].Order());
    }

    [Fact]
    public async Task A_loop_ends_when_no_row_is_in_it()
    {
        var job = new Halving { Input = Input };
        await Run.ToEndAsync(job);
        Assert.Equal([0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 4, 9, 18, 37, 75, 150], job.Results.Order());
    }

    [Fact]
    public async Task Functions_with_state_and_timers()
    {
        var job = new Functions { Input = Input, Limits = [new(At(0), "b", 0)] };
        await Run.ToEndAsync(job);
        Assert.Contains("last a 5", job.Results);
        Assert.Contains("last b -1", job.Results);
        Assert.Equal(["allowed a 1", "allowed a 300", "allowed a 5"], job.Results.Where(result => result.StartsWith("allowed a", StringComparison.Ordinal)).Order());
    }

    private static Timestamp At(int minute) => Timestamp.FromUnixMilliseconds(minute * 60_000L);
}
