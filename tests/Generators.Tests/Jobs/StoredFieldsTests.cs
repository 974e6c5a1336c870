namespace Millrace.Generators.Tests.Jobs;

/// <summary>A source reads the columns that the lambdas behind it need, whatever names they are reached by.</summary>
public class StoredFieldsTests
{
    private const string Types = """
        using Millrace.Connectors;
        namespace Shop;
        public interface IMeasured { int Measure { get; } int Twice => Measure * 2; }
        [Record]
        public readonly partial record struct Hop(Utf8String Origin, int Delay, int Measure, int Stops) : IMeasured
        {
            int IMeasured.Measure => Delay;
            public int Total => Delay + Stops;
        }
        internal static class Parts
        {
            internal static bool Test(in Hop row) => row.Stops > 1;
            internal static bool Change(ref Hop row) => row.Stops > 1;
            internal static int Count(this Hop row) => row.Stops;
            internal static Stream<T> Over<T>(this Stream<T> rows) where T : struct, IMeasured => rows.Where(row => row.Measure > 3);
            internal static Stream<T> OverTwice<T>(this Stream<T> rows) where T : struct, IMeasured => rows.Where(row => row.Twice > 3);
            internal static Stream<T> Asks<T>(this Stream<T> rows, Func<T, bool> keep) => rows.Where(row => keep(row));
            internal static Stream<(int Right, int Left)> Swapped(this Stream<(int Right, int Left)> rows) => rows.Where(row => row.Right > 3);
        }
        """;

    [Theory]
    [InlineData(true, "Hop", ".Where(row => row.Delay > 3)")]
    [InlineData(true, "Hop", ".Where(row => row.Measure > 3)")]
    [InlineData(true, "Hop", ".Where((Hop row) => (row.Origin.Length, row.Delay) == (3, 4))")]
    [InlineData(false, "Hop", ".Over()")]
    [InlineData(false, "Hop", ".OverTwice()")]
    [InlineData(false, "Hop", ".Asks(row => row.Delay > 3)")]
    [InlineData(false, "Hop", ".Where(row => row.Total > 3)")]
    [InlineData(false, "Hop", ".Where(row => ((IMeasured)row).Measure > 3)")]
    [InlineData(false, "Hop", ".Where(row => (row with { Delay = 1 }).Stops > 3)")]
    [InlineData(false, "Hop", ".Where(row => { var (_, _, _, stops) = row; return stops > 3; })")]
    [InlineData(false, "Hop", ".Where(row => row is (_, _, _, > 3))")]
    [InlineData(false, "Hop", ".Where(row => row is { Measure: > 3 })")]
    [InlineData(false, "Hop", ".Where(row => Parts.Test(in row))")]
    [InlineData(false, "Hop", ".Where(row => Parts.Change(ref row))")]
    [InlineData(false, "Hop", ".Where(row => row.Count() > 3)")]
    [InlineData(false, "Hop", ".Where(row => row.Equals(default))")]
    [InlineData(false, "Hop", ".Where(row => row == default)")]
    [InlineData(false, "Hop", ".Where(row => $\"{row}\".Length > 3)")]
    [InlineData(false, "Hop", ".Where(row => row.GetHashCode() > 3)")]
    [InlineData(false, "(int Left, int Right)", ".Swapped()")]
    public void Columns_are_left_out_only_if_nothing_reads_them(bool pruned, string row, string call)
    {
        var run = JobRun.Compiles(Types, JobRun.Job($"=> job.From(Csv.Read<{row}>(Input)){call}.Select(row => 1).To(Rows.To((int _) => {{ }}));"));
        string codec = row[0] == '(' ? "__Tuple_1" : $"__{row}_1";
        Assert.Equal(pruned, run.Result.GeneratedTrees.Any(tree => tree.ToString().Contains($" {codec} ", StringComparison.Ordinal)));
    }
}
