namespace Millrace.Generators.Tests.Wrong;

/// <summary>Mistakes that the C# compiler finds, in code that is copied into the generated half.</summary>
internal static class WrongCode
{
    public static readonly TheoryData<string, string> Defines = new()
    {
        { "CS1061", "=> READ.Where(f => f.⟦Dellay⟧ > 3).WRITE;" },
        { "CS0103", "=> READ.Where(f => f.Delay > ⟦limit⟧).WRITE;" },
        { "CS0117", "=> READ.Where(f => Math.⟦Maxx⟧(f.Delay, 3) > 3).WRITE;" },
        { "CS0122", "=> READ.Where(f => f.Delay > Tools.⟦Secret⟧).WRITE;" },
        { "CS0120", "=> READ.Where(f => ⟦TestJob.Label⟧ == \"n\").WRITE;" },
        { "CS0246", "=> READ.Where(f => new ⟦Missing⟧(f) is null).WRITE;" },
        { "CS0019", "=> READ.Where(f => ⟦f.Origin > 3⟧).WRITE;" },
        { "CS0029", "=> READ.Where(f => { bool late = ⟦f.Delay⟧; return late; }).WRITE;" },
        { "CS0165", "=> READ.Where(f => { int low; return f.Delay > ⟦low⟧; }).WRITE;" },
        { "CS0128", "=> READ.Where(f => { int low = 1; int ⟦low⟧ = 2; return f.Delay > low; }).WRITE;" },
        { "CS0136", "{ var low = READ; low.Where(f => { int ⟦f⟧ = 1; return f > 1; }).WRITE; }" },
        { "CS1643", "=> READ.Where(f ⟦=>⟧ { if (f.Delay > 3) return true; }).WRITE;" },
        { "CS1503", "=> READ.Where(f => Math.Abs(⟦f.Origin⟧) > 3).WRITE;" },
        { "CS7036", "=> READ.Select(f => new ⟦Total⟧(f.Origin)).TOTALS;" },
        { "CS1739", "=> READ.Select(f => new Total(f.Origin, ⟦Valu⟧: 1)).TOTALS;" },
        { "CS8852", "=> READ.Where(f => (⟦f.Delay⟧ = 3) == 3).WRITE;" },
        { "CS0266", "=> READ.Where(f => { int late = ⟦f.Delay * 1.5⟧; return late > 3; }).WRITE;" },
        { "CS0021", "=> READ.Where(f => ⟦f[0]⟧ == 1).WRITE;" },
        { "CS0161", "=> READ.Where(f => { bool ⟦Late⟧() { if (f.Delay > 3) return true; } return Late(); }).WRITE;" },
        { "CS0159", "=> READ.Where(f => { goto ⟦away⟧; return true; }).WRITE;" },
        { "CS0156", "=> READ.Where(f => { ⟦throw⟧; }).WRITE;" },
        { "CS1002", "=> READ.Where(f => { int late = f.Delay ⟦return⟧ late > 3; }).WRITE;" },
        { "CS1026", "=> READ.Where(f => f.Delay > 3⟦;⟧" },
        { "CS1525", "=> READ.Where(f => f.Delay > ⟦)⟧.WRITE;" },
        { "CS1001", "=> READ.Where(f => f. ⟦>⟧ 3).WRITE;" },
        // Aggregates, joins, functions.
        { "CS1061", "=> WINDOWED.Aggregate(g => new Total(g.Key, g.⟦Cont⟧())).Named(\"n\").TOTALS;" },
        { "CS1061", "=> WINDOWED.Aggregate(g => new Total(g.Key, g.Sum(f => f.⟦Dellay⟧))).Named(\"n\").TOTALS;" },
        { "CS1061", "=> WINDOWED.Aggregate(g => new Total(g.⟦Ky⟧, g.Count())).Named(\"n\").TOTALS;" },
        { "CS1061", "=> WINDOWED.Aggregate(g => new Total(g.Key, g.Where(f => f.⟦Dellay⟧ > 3).Count())).Named(\"n\").TOTALS;" },
        { "CS1061", "=> KEYED.Join(KEYED).Within(Duration.Zero, Duration.Zero).DropLate().Select((a, b) => a with { Delay = b.⟦Dellay⟧ }).Named(\"n\").WRITE;" },
        { "CS1061", "=> KEYED.Reduce((a, b) => a with { Delay = a.Delay + b.⟦Dellay⟧ }).Named(\"n\").WRITE;" },
        { "CS1061", "=> READ.SelectMany((Flight f, Collector<Flight> rows) => { if (f.⟦Dellay⟧ > 3) rows.Collect(f); }).WRITE;" },
        { "CS1061", "=> READ.SelectAsync(async (f, c) => { await System.Threading.Tasks.Task.Yield(); return f.⟦Dellay⟧; }, (f, r) => f, Async.Ordered(1, Duration.Zero)).WRITE;" },
        { "CS1061", "=> READ.Select(f => new { f.⟦Dellay⟧ }).Select(x => new Total(default, 1)).TOTALS;" },
        // Arguments.
        { "CS0103", "=> job.From(Csv.Read<Flight>(⟦Inputt⟧)).WRITE;" },
        { "CS0117", "=> KEYED.Window(Tumbling.Every(Duration.⟦Hour⟧(1))).DropLate().Aggregate(g => new Total(g.Key, g.Count())).Named(\"n\").TOTALS;" },
        { "CS1503", "=> READ.To(⟦Csv.Write<Total>(\"-\")⟧);" },
        { "CS1503", "=> READ.Union(⟦\"x\"⟧).WRITE;" },
        { "CS1503", "{ var loop = READ.Iterate().Named(\"n\"); loop.CloseWith(⟦loop.Select(f => new Total(f.Origin, 1))⟧); loop.WRITE; }" },
        { "CS0411", "=> READ.⟦SelectMany⟧((f, rows) => rows.Collect(f));" },
        { "CS0121", "=> READ.Where(f => Tools.⟦Twice⟧(null)).WRITE;" },
        // Helpers, also those in other classes.
        { "CS0117", "=> Tools.⟦Lates⟧(READ).WRITE;" },
        { "CS1061", "=> READ.⟦Filter⟧(f => f.Delay > 3).WRITE;" },
    };
}
