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
    public void The_quantiles_of_a_value_are_results_of_one_slot()
    {
        string text = Emit("new Total(group.Key, (long)(group.Quantile(f => f.Delay, 0.9) + group.Median(f => f.Delay) + group.Quantile(quantile: 0.1, value: f => f.Delay) + group.Where(f => f.Delay > 0).Median(f => f.Delay)))");
        Assert.Equal(["QuantileSlot Quantile1", "QuantileSlot Quantile2"], Fields(text, "__Acc"));
        Assert.Equal(1, Count(text, "Quantile1.Add("));
    }

    [Fact]
    public void Sliding_windows_subtract_where_every_slot_has_an_inverse()
    {
        string Sliding(string result) => JobRun.Compiles(JobRun.Job($"""
            => job.From(Csv.Read<Flight>(Input)).EventTime(f => f.Date, Duration.Zero).KeyBy(f => f.Origin).Window(Sliding.Of(Duration.Hours(2), every: Duration.Hours(1))).DropLate()
                .Aggregate(group => {result}).To(Csv.Write<Total>("-"));
            """)).Text("TestJob.Job");
        Assert.Contains("CanRetract => true", Sliding("new Total(group.Key, group.Count() + group.Sum(f => f.Delay) + (long)group.Average(f => f.Delay))"), StringComparison.Ordinal);
        Assert.DoesNotContain("CanRetract", Sliding("new Total(group.Key, group.Count() + (long)group.Sum(f => f.Delay / 2.0))"), StringComparison.Ordinal);
        Assert.DoesNotContain("CanRetract", Sliding("new Total(group.Key, group.Count() + (long)group.Average(f => (decimal)f.Delay))"), StringComparison.Ordinal);
        Assert.DoesNotContain("CanRetract", Sliding("new Total(group.Key, group.Count() + group.Max(f => f.Delay))"), StringComparison.Ordinal);
        Assert.DoesNotContain("CanRetract", Emit("new Total(group.Key, group.Count())"), StringComparison.Ordinal);
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

    [Fact]
    public void A_filter_is_read_once_and_shared_by_its_slots()
    {
        string text = Emit("new Total(group.Key, group.Count() + group.Where(f => f.Delay > 0).Count() + group.Where(f => f.Delay > 0).Sum(f => f.Distance) + group.Sum(f => f.Distance) + group.Where(f => f.Delay > 0).Count())");
        Assert.Equal(["CountSlot Count", "CountSlot Count2", "SumSlot<long> Sum3", "SumSlot<long> Sum4"], Fields(text, "__Acc"));
        Assert.Contains("acc.Count.Add();", text, StringComparison.Ordinal);
        Assert.Contains("acc.Count2.Add(row.V1);", text, StringComparison.Ordinal);
        Assert.Contains("if (row.V1) acc.Sum3.Add(row.V2);", text, StringComparison.Ordinal);
        Assert.Contains("acc.Sum4.Add(row.V2);", text, StringComparison.Ordinal);
        Assert.Contains("int value2_2 = job.__aggregate2_2(in row);", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_may_throw_is_read_only_of_rows_that_pass()
    {
        string text = Emit("new Total(group.Key, group.Where(f => f.Delay > 0).Sum(f => f.Distance / f.Delay) + group.Where(f => f.Delay < 0).Sum(f => f.Distance / f.Delay))");
        Assert.Contains("int value2_2 = value2_1 ? job.__aggregate2_2(in row) : default;", text, StringComparison.Ordinal);
        Assert.Contains("int value2_4 = value2_3 ? job.__aggregate2_4(in row) : default;", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_other_slots_read_of_every_row_is_read_of_every_row()
    {
        const string Ratio = "Sum(f => f.Distance / f.Delay)";
        string text = Emit($"new Total(group.Key, group.{Ratio} + group.Where(f => f.Delay > 0).{Ratio})");
        Assert.Contains("int value2_1 = job.__aggregate2_1(in row);", text, StringComparison.Ordinal);
        Assert.Contains("if (row.V2) acc.Sum2.Add(row.V1);", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_are_the_same_by_what_they_mean_not_by_their_text()
    {
        string text = JobRun.Compiles(JobRun.Job("""
            => job.From(Csv.Read<Flight>(Input)).EventTime(f => f.Date, Duration.Zero).KeyBy(f => f.Origin).Window(Tumbling.Every(Duration.Hours(1))).DropLate()
                .Aggregate(group =>
                {
                    long sum = 0;
                    { const int K = 1; sum += group.Sum(f => f.Delay * K) + group.Sum(f => f.Delay * 1); }
                    { const int K = 2; sum += group.Sum(f => f.Delay * K) + group.Sum(f => f.Delay * K); }
                    return new Total(group.Key, sum);
                }).To(Csv.Write<Total>("-"));
            """)).Text("TestJob.Job");
        Assert.Equal(["SumSlot<long> Sum1", "SumSlot<long> Sum2"], Fields(text, "__Acc"));
    }

    [Theory]
    [InlineData("f.Speed")]
    [InlineData("f.Money + 1m")]
    [InlineData("(int)f.Money")]
    [InlineData("(decimal)f.Ratio")]
    [InlineData("checked(f.Delay + 1)")]
    [InlineData("checked(-f.Delay)")]
    [InlineData("checked((short)f.Delay)")]
    [InlineData("f.Delay / f.Distance")]
    [InlineData("f.Delay / -1")]
    [InlineData("f.Own + f.Own")]
    [InlineData("(int)f.Own")]
    [InlineData("f.Maybe.Value")]
    [InlineData("(int)f.Maybe")]
    [InlineData("f.Items[0]")]
    [InlineData("s_table[f.Delay]")]
    [InlineData("Lazy")]
    [InlineData("s_size")]
    [InlineData("_cell.Size")]
    [InlineData("new Odd(f.Delay).Delay")]
    [InlineData("$\"{f.Delay}\".Length")]
    [InlineData("Math.Abs(f.Delay)")]
    [InlineData("f.Delay switch { 1 => 2, _ => 3 }")]
    public void What_may_throw_is_read_of_rows_that_pass(string value) =>
        Assert.Matches(@"\w+ value2_2 = value2_1 \? job.__aggregate2_2\(in row\) : default;", Guarded(value));

    [Theory]
    [InlineData("f.Delay + Limit * f.Distance - K")]
    [InlineData("f.Delay / 10 % 3")]
    [InlineData("(int)(f.Ratio / 2)")]
    [InlineData("f.Maybe ?? 3")]
    [InlineData("f.Inner.Delay > 3 && f.Date <= Timestamp.MaxValue && f.Money > 1m ? f.Text.Length : default(int)")]
    [InlineData("f.Delay is > 3 and not 7 ? 1 : 2")]
    [InlineData("new Plain(f.Delay, 2).Distance")]
    [InlineData("f.Text == \"JFK\" ? 1 : f.Text == \"LGA\"u8 ? 2 : 3")]
    public void What_cannot_is_read_of_every_row(string value) =>
        Assert.Contains(" value2_2 = job.__aggregate2_2(in row);", Guarded(value), StringComparison.Ordinal);

    [Fact]
    public void Arithmetic_may_throw_in_a_project_that_checks_it() =>
        Assert.Contains("int value2_2 = value2_1 ?", Guarded("f.Delay + 1", checks: true), StringComparison.Ordinal);

    private static string Guarded(string value, bool checks = false)
    {
        string job = JobRun.Job($"""
            => job.From(Csv.Read<Row>(Input)).EventTime(f => f.Date, Duration.Zero).KeyBy(f => f.Text).Window(Tumbling.Every(Duration.Hours(1))).DropLate()
                .Aggregate(group => new Total(group.Key, (long)group.Where(f => f.Distance > 0).Max(f => {value}))).To(Csv.Write<Total>("-"));
            """, """
            private static readonly int[] s_table = [1];
            private static readonly int s_size = 1;
            private readonly Cell _cell = new();
            private const int K = 3;
            public int Limit { get; init; }
            private int Lazy => s_table[7];
            private class Cell { public int Size; }
            """);
        const string types = """
            namespace Shop;
            [Record] public readonly partial record struct Plain(int Delay, int Distance);
            [Record] public readonly partial record struct Odd(int Delay) { public int Half { get; init; } = 1 / Delay; }
            [Record] public readonly partial record struct Row(Timestamp Date, int Delay, int Distance, decimal Money, double Ratio, int? Maybe, Utf8String Text, Plain Inner, Money Own, RecordList<int> Items)
            {
                public int Speed => 1000 / Distance;
            }
            [Record] public readonly partial record struct Money(long Cents)
            {
                public static int operator +(Money left, Money right) => throw new Exception();
                public static implicit operator int(Money money) => throw new Exception();
            }
            """;
        return JobRun.Compiles(checks, job, types).Text("TestJob.Job");
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
