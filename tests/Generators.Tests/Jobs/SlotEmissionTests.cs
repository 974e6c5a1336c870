namespace Millrace.Generators.Tests.Jobs;

/// <summary>What the calls on a group become: slots of one accumulator, values of one input.</summary>
public class SlotEmissionTests
{
    [Fact]
    public void The_variances_of_a_value_are_results_of_one_slot()
    {
        string text = Emit("new Total(group.Key, (long)(group.Variance(f => f.Delay) + group.StandardDeviation(f => f.Delay) + group.PopulationVariance(f => f.Distance)))");
        Assert.Equal(["VarianceSlot Variance1", "VarianceSlot Variance2"], Fields(text, "__Acc"));
        Assert.Equal(1, Count(text, "Variance1.Add("));
    }

    [Fact]
    public void A_value_that_several_slots_read_is_read_once()
    {
        string text = Emit("new Total(group.MinBy(f => f.Delay, f => f.Origin), group.MaxBy(f => f.Delay, f => f.Distance) + group.MinBy(f => f.Delay, f => f.Distance) + group.Max(f => f.Delay))");
        Assert.Contains("acc.MinBy1.Add(in row.V1, in row.V2, time, heap);", text, StringComparison.Ordinal);
        Assert.Contains("acc.MaxBy2.Add(in row.V1, in row.V3, time, heap);", text, StringComparison.Ordinal);
        Assert.Contains("acc.MinBy3.Add(in row.V1, in row.V3, time, heap);", text, StringComparison.Ordinal);
        Assert.Contains("acc.Max4.Add(in row.V1, heap);", text, StringComparison.Ordinal);
    }

    private static string Emit(string result) => JobRun.Compiles(JobRun.Job($"""
        => job.From(Csv.Read<Flight>(Input)).EventTime(f => f.Date, Duration.Zero).KeyBy(f => f.Origin).Window(Tumbling.Every(Duration.Hours(1))).DropLate()
            .Aggregate(group => {result}).To(Csv.Write<Total>("-"));
        """)).Text("TestJob.Job");

    private static string[] Fields(string text, string type)
    {
        string body = text[text.IndexOf($"private struct {type}", StringComparison.Ordinal)..];
        return [.. body[..body.IndexOf("static", StringComparison.Ordinal)].Split('\n').Select(line => line.Trim())
            .Where(line => line.StartsWith("public ", StringComparison.Ordinal) && line.EndsWith(';')).Select(line => line["public global::Millrace.Operators.".Length..^1])];
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
