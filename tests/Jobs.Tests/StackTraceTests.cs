
namespace Millrace.Jobs.Tests;

/// <summary>An exception in user code shows the user's line, also after the JIT has inlined everything.</summary>
public class StackTraceTests
{
    private const int Rows = 3_000_000;

    [Theory]
    [InlineData("where")]
    [InlineData("below")]
    [InlineData("select")]
    [InlineData("block")]
    [InlineData("key")]
    [InlineData("value")]
    [InlineData("result")]
    [InlineData("after")]
    public async Task An_exception_in_a_lambda_shows_its_line(string place)
    {
        var job = new Failing { Numbers = [.. Enumerable.Range(0, Rows).Select(i => new Number(i, i == Rows - 1 ? place : "", new Timestamp(i)))] };
        var failure = await Assert.ThrowsAsync<JobFailedException>(() => Run.ToEndAsync(job));
        string trace = failure.ToString();
        int line = Array.FindIndex(File.ReadAllLines(Failing.File), text => text.Contains($"/*{place}", StringComparison.Ordinal)) + 1;
        Assert.True(trace.Contains($"{nameof(Failing)}.cs:line {line}", StringComparison.Ordinal), $"line {line} is not in\n{trace}");
        if (place == "below") Assert.Contains(nameof(Failing.Below), trace, StringComparison.Ordinal);
    }
}
