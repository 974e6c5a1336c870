using System.Text.RegularExpressions;

namespace Millrace.Generators.Tests.Jobs;

/// <summary>A source in front of a join reads the columns that keys and the function read.</summary>
public class JoinColumnsTests
{
    private const string Left = "job.From(Csv.Read<Flight>(Input)).EventTime(f => f.Date, Duration.Zero)";
    private const string Right = "job.From(Csv.Read<Flight>(\"other\")).EventTime(f => f.Date, Duration.Zero)";

    [Fact]
    public void Each_side_reads_what_its_parameter_is_read_by()
    {
        string code = Code($"{Left}.KeyBy(f => f.Origin).Join({Right}.KeyBy(f => f.Destination)).Within(Duration.Zero, Duration.Hours(1)).Select((a, b) => new Total(a.Origin, b.Distance)).To(Csv.Write<Total>(\"-\"));");
        Assert.Equal("Date, Origin", Columns(code, 0));
        Assert.Equal("Date, Distance, Destination", Columns(code, 2));
    }

    [Theory]
    // One stream that is both sides: what either needs.
    [InlineData("{ var f = " + Left + "; f.KeyBy(f => f.Origin).Join(f.KeyBy(f => f.Destination)).Within(Duration.Zero, Duration.Hours(1)).Select((a, b) => new Total(a.Origin, b.Delay)).To(Csv.Write<Total>(\"-\")); }", "Date, Delay, Origin, Destination")]
    // A table.
    [InlineData("=> " + Left + ".Join(" + Right + ".Broadcast(), f => f.Origin, t => t.Origin).Select((a, b) => new Total(a.Destination, 1)).To(Csv.Write<Total>(\"-\"));", "Date, Origin, Destination")]
    // The whole row is used, or may be.
    [InlineData("=> " + Left + ".KeyBy(f => f.Origin).Join(" + Right + ".KeyBy(f => f.Origin)).Within(Duration.Zero, Duration.Hours(1)).Select((a, b) => a).To(Csv.Write<Flight>(\"-\"));", null)]
    [InlineData("=> " + Left + ".KeyBy(f => f.Origin).FullJoin(" + Right + ".KeyBy(f => f.Origin)).Within(Duration.Zero, Duration.Hours(1)).Select((a, b) => new Total(default, a?.Delay ?? 0)).To(Csv.Write<Total>(\"-\"));", null)]
    [InlineData("{ " + Left + ".KeyBy(f => f.Origin).Join(" + Right + ".KeyBy(f => f.Origin)).Within(Duration.Zero, Duration.Hours(1)).LateOutput(out var late, out _).Select((a, b) => new Total(a.Origin, 1)).To(Csv.Write<Total>(\"-\")); late.Select(x => x.Row).To(Csv.Write<Flight>(\"late\")); }", null)]
    [InlineData("=> " + Left + ".KeyBy(f => f.Origin).CoGroup(" + Right + ".KeyBy(f => f.Origin)).Window(Session.WithGap(Duration.Hours(1))).Process((CoGroup<Flight, Flight, Utf8String> g, Collector<Total> c) => c.Collect(new Total(g.Key, 1))).To(Csv.Write<Total>(\"-\"));", null)]
    public void The_left_source_reads(string define, string? columns) => Assert.Equal(columns, Columns(JobRun.Compiles(JobRun.Job(define, "")).Text("TestJob.Job"), 0));

    private static string Code(string define) => JobRun.Compiles(JobRun.Job("=> " + define, "")).Text("TestJob.Job");

    /// <summary>The columns that a source reads; null if it reads all.</summary>
    private static string? Columns(string code, int source) =>
        Regex.Match(code, $@"Reads only what the job uses of \w+: (.*)\.</summary>\s+private readonly struct __Flight_{source + 1} ") is { Success: true } match ? match.Groups[1].Value : null;
}
