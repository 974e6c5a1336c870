using Millrace.Operators;
using Millrace.Records;
using Millrace.Runtime;
using Xunit.Abstractions;

namespace Millrace.Core.Tests.Operators.Joins;

public sealed class WindowJoinTests : IDisposable
{
    private readonly ITestOutputHelper _output;
    private readonly MemoryBudget _budget = new(256 << 20);
    private readonly SubtaskContext _context;

    public WindowJoinTests(ITestOutputHelper output)
    {
        _output = output;
        _context = new SubtaskContext { VertexName = "test", Index = 0, Parallelism = 1, State = _budget.CreateAccount("state", 200 << 20) };
    }

    public void Dispose()
    {
        _budget.AssertNothingOutstanding();
        _budget.Dispose();
    }

    [Theory]
    [InlineData(WindowKind.Tumbling)]
    [InlineData(WindowKind.Sliding)]
    [InlineData(WindowKind.Session)]
    public void Joins_agree_with_all_pairs_of_each_window(WindowKind kind)
    {
        int results = Agrees<Inner>(kind, 1) + Agrees<LeftOuter>(kind, 2) + Agrees<RightOuter>(kind, 3) + Agrees<FullOuter>(kind, 4);
        Assert.True(results > 10_000);
    }

    [Fact]
    public void A_window_of_many_pairs_takes_many_steps()
    {
        var results = new Results();
        var join = Make<Inner>(results, [], WindowSpec.Tumbling(new Duration(10_000)));
        join.Open(_context);
        var rows = Enumerable.Range(0, 500).Select(i => new Timed<Reading>(i, new Reading("hot", i, i, "a label that is not inline"))).ToArray();
        _context.Budget.Refill(1_000);
        Assert.Equal(rows.Length, join.ProcessLeft(rows));
        Assert.Equal(rows.Length, join.ProcessRight(rows));
        join.Flush();
        bool done = join.Watermark(9_999);
        int steps = 0;
        for (; !done; steps++)
        {
            int before = results.Rows.Count;
            results.RowsUntilFull = steps % 2 == 0 ? 1_000 : int.MaxValue;
            _context.Budget.Refill(steps % 2 == 0 ? int.MaxValue : 1_000);
            done = join.Resume();
            join.Flush();
            Assert.InRange(results.Rows.Count - before, 0, 1_100);
        }
        Assert.Equal(250_000, results.Rows.Count);
        Assert.InRange(steps, 200, 1_000);
        join.Close();
    }

    [Fact]
    public void Keys_that_come_and_go_leave_no_memory_behind()
    {
        var results = new Results();
        var join = Make<FullOuter>(results, [], WindowSpec.Sliding(new Duration(2_000), new Duration(500)));
        join.Open(_context);
        long settled = 0;
        for (int round = 0; round < 200; round++)
        {
            var rows = Enumerable.Range(0, 200).Select(i => new Timed<Reading>(round * 10_000 + i,
                new Reading($"a sensor that is seen only once {round} {i}", 0, i, $"a label that is not inline {i}"))).ToArray();
            _context.Budget.Refill(100_000);
            join.ProcessLeft(rows);
            join.Flush();
            Assert.True(join.Watermark(round * 10_000 + 5_000));
            join.Flush();
            if (round == 120) settled = _context.State.UsedBytes * 5 / 4;
        }
        Assert.Equal(160_000, results.Rows.Count);
        Assert.InRange(_context.State.UsedBytes, 0, settled);
        join.Close();
    }

    private static JoinOperator<Reading, Reading, Reading, Reading, Utf8String, Utf8StringRecord, SensorKey, SensorKey,
        WindowJoin<Reading, Reading, Reading, Reading, Utf8String, Utf8StringRecord, PairFunction<TKind>, Pair>, Pair, PairSink, LateRowSink, LateRowSink>
        Make<TKind>(Results results, List<string> late, WindowSpec window) where TKind : struct, IKind =>
        new(default, default, new(default, window), "join", new PairSink(results, []), new LateRowSink("left", late), new LateRowSink("right", late));

    private int Agrees<TKind>(WindowKind kind, int seed) where TKind : struct, IKind
    {
        const int Cases = 250;
        int stops = 0, rows = 0, lates = 0, restored = 0;
        for (int i = 0; i < Cases; i++)
        {
            var script = JoinScript.Random(seed * 100_000 + i, earliest: TimeMath.FirstUs);
            var window = WindowReference.RandomWindow(kind, i);
            var results = new Results();
            List<string> late = [];
            var join = Make<TKind>(results, late, window);
            join.Open(_context);
            stops += script.Play(ref join, _context, results, i);
            join.Close();
            List<string> expected = [];
            var reference = new WindowReference(window, (_, _, end, lefts, rights) => GivePairs<TKind>(expected, end, lefts, rights));
            reference.Play(script);
            expected.Sort(StringComparer.Ordinal);
            results.Rows.Sort(StringComparer.Ordinal);
            Assert.True(expected.SequenceEqual(results.Rows), $"case {i}, {window}: {expected.Count} results expected, {results.Rows.Count} found");
            Assert.Equal(reference.Late, late);
            rows += results.Rows.Count;
            lates += late.Count;
            restored += JoinSnapshots.Agree(_context.State, (to, lateTo) => Make<TKind>(to, lateTo, window), script, i, expected, reference.Late);
        }
        _output.WriteLine($"{typeof(TKind).Name}: {Cases} cases, {rows} results, {lates} late rows, {stops} stops; restored {restored} times");
        return rows;
    }

    private static void GivePairs<TKind>(List<string> results, long end, List<Reading> lefts, List<Reading> rights) where TKind : struct, IKind
    {
        foreach (var left in lefts)
            foreach (var right in rights) results.Add($"{end}: {new Pair(left, right).Text}");
        if (TKind.Left && rights.Count == 0) results.AddRange(lefts.Select(row => $"{end}: {new Pair(row, null).Text}"));
        if (TKind.Right && lefts.Count == 0) results.AddRange(rights.Select(row => $"{end}: {new Pair(null, row).Text}"));
    }
}
