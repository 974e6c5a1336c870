namespace Millrace.Generators.Tests.Jobs;

/// <summary>What becomes of <c>Distinct</c>, <c>KeepFirst</c> and <c>KeepLast</c>.</summary>
public class KeepTests
{
    private const string Read = "=> job.From(Csv.Read<Flight>(Input))";

    [Fact]
    public void Distinct_needs_no_key_lambda()
    {
        var run = JobRun.Compiles(JobRun.Job(Read + ".Distinct().To(Csv.Write<Flight>(\"-\"));"));
        string code = run.Text("TestJob.Job");
        Assert.Contains("public global::Flight Key(in global::Flight row) => row;", code, StringComparison.Ordinal);
        Assert.Contains("\"distinct (each row once, state per row)\"", code, StringComparison.Ordinal);
        Assert.Contains("\"distinct (drops repeats of recent keys)\", \"hash exchange to distinct\"", code, StringComparison.Ordinal);
        Assert.DoesNotContain("__key", run.Text("TestJob.Lambdas"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("KeepFirst", "byte, global::Millrace.Operators.KeepFirst", "keep-first (first row of each key, state per key)")]
    [InlineData("KeepLast", "long, global::Millrace.Operators.KeepLast", "keep-last (latest row of each key, state per key)")]
    public void A_rule_is_a_type_argument(string method, string rule, string described)
    {
        string code = JobRun.Compiles(JobRun.Job(Read + $".KeyBy(f => f.Origin).{method}().To(Csv.Write<Flight>(\"-\"));")).Text("TestJob.Job");
        Assert.Contains($"__Key1, {rule}>, ", code, StringComparison.Ordinal);
        Assert.Contains($"\"{described}\"", code, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_columns_of_the_key_and_of_what_follows_are_read()
    {
        string code = JobRun.Compiles(JobRun.Job(Read + ".KeyBy(f => f.Origin).KeepFirst().Select(f => new Total(f.Destination, 1)).To(Csv.Write<Total>(\"-\"));")).Text("TestJob.Job");
        Assert.Contains("global::Flight, __Flight_1>", code, StringComparison.Ordinal);
        string whole = JobRun.Compiles(JobRun.Job(Read + ".Distinct().Select(f => new Total(f.Destination, 1)).To(Csv.Write<Total>(\"-\"));")).Text("TestJob.Job");
        Assert.DoesNotContain("__Flight_1", whole, StringComparison.Ordinal);
    }
}
