namespace Millrace.Generators.Tests.Jobs;

/// <summary>Code that is seldom written, and is C# all the same.</summary>
public class RareCodeTests
{
    private const string Read = "job.From(Csv.Read<Flight>(Input))";
    private const string Write = ".To(Csv.Write<Flight>(\"-\"))";
    private const string Totals = ".To(Csv.Write<Total>(\"-\"))";

    [Theory]
    [InlineData(Read + ".Where(delegate { return true; })" + Write)]
    [InlineData(Read + ".Where(delegate (Flight f) { return f.Delay > 3; })" + Write)]
    [InlineData(Read + ".KeyBy(f => f.Origin).Reduce(delegate { return default; })" + Write)]
    // Tuples in rows of anonymous type, kept in state and sent to other subtasks.
    [InlineData(Read + ".Select(f => new { P = (f.Delay, f.Distance), f.Origin }).KeyBy(x => x.Origin).KeepLast().Select(x => new Total(x.Origin, x.P.Delay))" + Totals)]
    [InlineData(Read + ".Select(f => new { P = (f.Delay, Q: new { f.Distance }), f.Origin }).Rebalance().Select(x => new Total(x.Origin, x.P.Q.Distance))" + Totals)]
    [InlineData(Read + ".Select(f => (f.Origin, Inner: (f.Delay, f.Distance))).Rebalance().Select(x => new Total(x.Origin, x.Inner.Delay))" + Totals)]
    // Names that differ only by case, in rows that no file has.
    [InlineData(Read + ".Select(f => (a: f.Delay, A: f.Origin)).Rebalance().Select(x => new Total(x.A, x.a))" + Totals)]
    [InlineData(Read + ".Select(f => new { a = f.Delay, A = f.Origin }).KeyBy(x => x.A).KeepLast().Select(x => new Total(x.A, x.a))" + Totals)]
    [InlineData("const int low = 3; " + Read + ".Select(f => (f.Origin, low)).Select(x => new Total(x.Origin, x.low))" + Totals)]
    [InlineData("const int low = 3; " + Read + ".Select(f => new { f.Origin, low }).Select(x => new Total(x.Origin, x.low))" + Totals)]
    [InlineData("const int low = 3; " + Read + ".Select(f => { var t = (low, low); return new Total(f.Origin, t.Item1); })" + Totals)]
    [InlineData("const int low = 3; " + Read + ".Select(f => { var t = (f.Origin, low); return new Total(t.Origin, t.low); })" + Totals)]
    public void It_compiles(string statements) => JobRun.Compiles(JobRun.Job("{ " + statements + "; }"));

    [Fact]
    public void Unsafe_code_is_copied_as_such()
    {
        JobRun.Compiles(JobRun.Job("=> " + Read + ".Where(f => { int d = f.Delay; int* p = &d; return *p > 3; })" + Write + ";").Replace("public sealed partial class", "public sealed unsafe partial class", StringComparison.Ordinal));
        JobRun.Compiles(JobRun.Job("=> " + Read + ".Where(f => sizeof(Flight) > 3)" + Write + ";").Replace("void Define", "unsafe void Define", StringComparison.Ordinal));
    }
}
