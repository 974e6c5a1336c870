using Millrace.Operators;
using Millrace.Records;
using Millrace.Runtime;
using Xunit.Abstractions;

namespace Millrace.Core.Tests.Operators.Joins;

public sealed class TemporalJoinTests : IDisposable
{
    private readonly ITestOutputHelper _output;
    private readonly MemoryBudget _budget = new(256 << 20);
    private readonly SubtaskContext _context;

    public TemporalJoinTests(ITestOutputHelper output)
    {
        _output = output;
        _context = new SubtaskContext { VertexName = "test", Index = 0, Parallelism = 1, State = _budget.CreateAccount("state", 200 << 20) };
    }

    public void Dispose()
    {
        _budget.AssertNothingOutstanding();
        _budget.Dispose();
    }

    [Fact]
    public void Inner_joins_take_the_version_as_of_each_row() => Agrees<Inner>(1);

    [Fact]
    public void Left_joins_take_the_version_as_of_each_row() => Agrees<LeftOuter>(2);

    [Fact]
    public void Of_versions_that_are_over_only_the_last_is_kept()
    {
        var results = new Results();
        var join = Make<LeftOuter>(results, []);
        join.Open(_context);
        long settled = 0;
        for (int round = 0; round < 100; round++)
        {
            var rows = Enumerable.Range(0, 1_000).Select(i => new Timed<Reading>(round * 1_000 + i,
                new Reading($"a sensor with a long name {i % 10}", 0, i, $"a label that is not inline {round}"))).ToArray();
            _context.Budget.Refill(1_000_000);
            join.ProcessRight(rows);
            join.ProcessLeft(rows);
            join.Flush();
            Assert.True(join.Watermark((round * 1_000) + 999));
            join.Flush();
            if (round == 50) settled = _context.State.UsedBytes * 5 / 4;
        }
        Assert.Equal(100_000, results.Rows.Count);
        Assert.InRange(_context.State.UsedBytes, 0, settled);
        join.Close();
    }

    private static JoinOperator<Reading, Reading, Reading, Reading, Utf8String, Utf8StringRecord, SensorKey, SensorKey,
        TemporalJoin<Reading, Reading, Reading, Reading, Utf8String, Utf8StringRecord, PairFunction<TKind>, Pair>, Pair, PairSink, LateRowSink, LateRowSink>
        Make<TKind>(Results results, List<string> late) where TKind : struct, IKind =>
        new(default, default, new(default), "join", new PairSink(results, []), new LateRowSink("left", late), new LateRowSink("right", late));

    private void Agrees<TKind>(int seed) where TKind : struct, IKind
    {
        const int Cases = 700;
        int stops = 0, rows = 0, lates = 0, restored = 0;
        for (int i = 0; i < Cases; i++)
        {
            var script = JoinScript.Random(seed * 100_000 + i);
            var results = new Results();
            List<string> late = [], expectedLate = [], expected = [];
            var join = Make<TKind>(results, late);
            join.Open(_context);
            stops += script.Play(ref join, _context, results, i);
            join.Close();
            List<Reading>[] sides = [[], []];
            long watermark = long.MinValue;
            foreach (var step in script.Events)
            {
                if (step.Side < 0) watermark = step.Watermark;
                foreach (var row in step.Rows)
                {
                    if (row.Time > watermark) sides[step.Side].Add(row.Row);
                    else expectedLate.Add($"{(step.Side == 0 ? "left" : "right")} {row.Time} {row.Row.Value} {(Int128)watermark - row.Time}");
                }
            }
            expected.AddRange(JoinReference.AsOf(sides[0], sides[1], TKind.Left).Select(result => $"{result.Time}: {result.Row.Text}"));
            expected.Sort(StringComparer.Ordinal);
            results.Rows.Sort(StringComparer.Ordinal);
            Assert.True(expected.SequenceEqual(results.Rows), $"case {i}: {expected.Count} results expected, {results.Rows.Count} found");
            Assert.Equal(expectedLate, late);
            rows += expected.Count;
            lates += late.Count;
            restored += JoinSnapshots.Agree(_context.State, Make<TKind>, script, i, expected, expectedLate);
        }
        _output.WriteLine($"{Cases} cases, {rows} results, {lates} late rows, {stops} stops; restored {restored} times");
        Assert.True(rows > Cases && lates > Cases);
    }
}
