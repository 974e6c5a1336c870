namespace Millrace.Jobs.Tests;

/// <summary>A failed job names the row for which a function of the user's threw, though nothing is noted while rows go through.</summary>
public class FailingRowTests
{
    private const int Rows = 3_000;

    private static async Task<string> MessageAsync(string place, int row, int parallelism)
    {
        var job = new Failing { Numbers = [.. Enumerable.Range(0, Rows).Select(i => new Number(i, i == row ? place : "", new Timestamp(i)))] };
        return (await Assert.ThrowsAsync<JobFailedException>(() => Run.ToEndAsync(job, parallelism))).Message;
    }

    [Theory]
    [InlineData("where", "where", 0)]
    [InlineData("where", "where", 1_500)]
    [InlineData("below", "where", 2_999)]
    [InlineData("select", "select", 1_023)]
    [InlineData("block", "select", 1_024)]
    public async Task The_row_and_the_operator_are_named(string place, string name, int row)
    {
        foreach (int parallelism in new[] { 1, 2 })
        {
            string message = await MessageAsync(place, row, parallelism);
            Assert.Contains($" at row {row + 1} of {Rows}: InvalidDataException: ", message, StringComparison.Ordinal);
            Assert.Contains($"failed in '{name}' of '", message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("key")]
    [InlineData("value")]
    public async Task What_an_aggregate_reads_of_a_row_is_named_too(string place) =>
        Assert.Contains($" at row 1235 of {Rows}: InvalidDataException: ", await MessageAsync(place, 1_234, 2), StringComparison.Ordinal);

    [Fact]
    public async Task Of_a_result_no_row_is_named()
    {
        // It is made when the watermark has passed the window, whichever rows are at hand then.
        Assert.Contains("InvalidDataException", await MessageAsync("result", 7, 2), StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", (await MessageAsync("result", 7, 2)).Split(": InvalidData")[0], StringComparison.Ordinal);
        Assert.EndsWith(". Correct the code or the data; a filter before it can keep such rows out.", await MessageAsync("after", 7, 2), StringComparison.Ordinal);
    }
}
