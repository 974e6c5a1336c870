using Millrace.Operators;
using Millrace.Records;
using Millrace.Runtime;
using Xunit.Abstractions;

namespace Millrace.Core.Tests.Operators.Joins;

public sealed class IntervalJoinTests : IDisposable
{
    private readonly ITestOutputHelper _output;
    private readonly MemoryBudget _budget = new(256 << 20);
    private readonly SubtaskContext _context;

    public IntervalJoinTests(ITestOutputHelper output)
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
    public void Inner_joins_agree_with_all_pairs() => Agrees<Inner>(1);

    [Fact]
    public void Left_joins_agree_with_all_pairs() => Agrees<LeftOuter>(2);

    [Fact]
    public void Right_joins_agree_with_all_pairs() => Agrees<RightOuter>(3);

    [Fact]
    public void Full_joins_agree_with_all_pairs() => Agrees<FullOuter>(4);

    [Fact]
    public void A_row_with_many_partners_stops_in_the_middle()
    {
        var results = new Results();
        var join = Make<Inner>(results, [], IntervalSpec.Of(Duration.Zero, new Duration(1_000_000)));
        join.Open(_context);
        _context.Budget.Refill(1_000_000);
        var lefts = Enumerable.Range(0, 20_000).Select(i => new Timed<Reading>(i, new Reading("hot", i, i, "a label that is not inline"))).ToArray();
        Assert.Equal(lefts.Length, join.ProcessLeft(lefts));
        Timed<Reading>[] right = [new(20_000, new Reading("hot", 20_000, 0, "x"))];
        int calls = 0;
        for (int done = 0; done == 0; calls++)
        {
            int before = results.Rows.Count;
            results.RowsUntilFull = calls % 2 == 0 ? 100 : int.MaxValue;
            _context.Budget.Refill(calls % 2 == 0 ? int.MaxValue : 100);
            done = join.ProcessRight(right);
            join.Flush();
            Assert.InRange(results.Rows.Count - before, 1, 200);
        }
        Assert.Equal(20_000, results.Rows.Count);
        Assert.InRange(calls, 100, 20_000);
        join.Close();
    }

    [Fact]
    public void A_row_looks_at_partners_only()
    {
        // Many rows that are kept, and as many that look for the one of their time.
        var results = new Results();
        var join = Make<Inner>(results, [], IntervalSpec.Of(Duration.Zero, Duration.Zero));
        join.Open(_context);
        const int Count = 200_000;
        for (int side = 0; side < 2; side++)
        {
            for (int i = 0; i < Count; i += 100)
            {
                var rows = Enumerable.Range(i, 100).Select(i => new Timed<Reading>(i * 10L, new Reading("hot", i, i, "x"))).ToArray();
                _context.Budget.Refill(1_000);
                Assert.Equal(rows.Length, side == 0 ? join.ProcessLeft(rows) : join.ProcessRight(rows));
                join.Flush();
            }
        }
        Assert.Equal(Count, results.Rows.Count);
        join.Close();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Keys_that_come_and_go_leave_no_memory_behind(bool outer)
    {
        var results = new Results();
        if (outer) Come(Make<FullOuter>(results, [], IntervalSpec.Of(new Duration(-500), new Duration(1_000))));
        else Come(Make<Inner>(results, [], IntervalSpec.Of(new Duration(-500), new Duration(1_000))));
        Assert.Equal(outer ? 60_000 : 40_000, results.Rows.Count);

        void Come<TOperator>(TOperator join) where TOperator : struct, ITwoInputOperator<Reading, Reading>
        {
            join.Open(_context);
            long settled = 0;
            for (int round = 0; round < 200; round++)
            {
                var rows = Enumerable.Range(0, 200).Select(i => new Timed<Reading>(round * 10_000 + i,
                    new Reading($"a sensor that is seen only once {round} {i / (round % 2 == 0 ? 1 : 2)}", 0, i, $"a label that is not inline {i}"))).ToArray();
                _context.Budget.Refill(100_000);
                Assert.Equal(rows.Length, join.ProcessLeft(rows));
                if (round % 2 == 1) Assert.Equal(rows.Length, join.ProcessRight(rows));
                join.Flush();
                Assert.True(join.Watermark(round * 10_000 + 5_000));
                join.Flush();
                if (round == 120) settled = _context.State.UsedBytes * 5 / 4;
            }
            Assert.InRange(_context.State.UsedBytes, 0, settled);
            join.Close();
        }
    }

    [Fact]
    public void Bounds_that_no_rows_lie_between_are_an_error()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => IntervalSpec.Of(new Duration(2), new Duration(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => IntervalSpec.Of(new Duration(1), new Duration(2), lowerOpen: true, upperOpen: true));
        Assert.Equal(2, IntervalSpec.Of(new Duration(1), new Duration(2), lowerOpen: true).LowerUs);
    }

    private static JoinOperator<Reading, Reading, Reading, Reading, Utf8String, Utf8StringRecord, SensorKey, SensorKey,
        IntervalJoin<Reading, Reading, Reading, Reading, Utf8String, Utf8StringRecord, PairFunction<TKind>, Pair>, Pair, PairSink, LateRowSink, LateRowSink>
        Make<TKind>(Results results, List<string> late, IntervalSpec interval) where TKind : struct, IKind =>
        new(default, default, new(default, interval), "join", new PairSink(results, []), new LateRowSink("left", late), new LateRowSink("right", late));

    private void Agrees<TKind>(int seed) where TKind : struct, IKind
    {
        const int Cases = 700;
        int stops = 0, rows = 0, lates = 0, restored = 0;
        for (int i = 0; i < Cases; i++)
        {
            var script = JoinScript.Random(seed * 100_000 + i);
            var random = new Random(i);
            long lower = random.Next(5) switch { 0 => 0, 1 => -1, 2 => random.Next(-3_000, 3_000), 3 => long.MinValue / 2, _ => random.Next(-50, 50) };
            long upper = random.Next(5) switch { 0 => lower, 1 => lower + 1, 2 => lower + random.Next(3_000), 3 => long.MaxValue / 2, _ => lower + random.Next(50) };
            var interval = IntervalSpec.Of(new Duration(lower), new Duration(upper));
            var results = new Results();
            List<string> late = [], expectedLate = [];
            var join = Make<TKind>(results, late, interval);
            join.Open(_context);
            stops += script.Play(ref join, _context, results, i);
            join.Close();
            var expected = Expected<TKind>(script, interval, expectedLate);
            expected.Sort(StringComparer.Ordinal);
            results.Rows.Sort(StringComparer.Ordinal);
            Assert.True(expected.SequenceEqual(results.Rows), $"case {i}: {expected.Count} results expected, {results.Rows.Count} found");
            Assert.Equal(expectedLate, late);
            rows += expected.Count;
            lates += late.Count;
            restored += JoinSnapshots.Agree(_context.State, (to, lateTo) => Make<TKind>(to, lateTo, interval), script, i, expected, expectedLate);
        }
        _output.WriteLine($"{Cases} cases, {rows} results, {lates} late rows, {stops} stops; restored {restored} times");
        Assert.True(rows > Cases && lates > Cases && stops > Cases / 2);
    }

    private static List<string> Expected<TKind>(JoinScript script, IntervalSpec interval, List<string> late) where TKind : struct, IKind
    {
        List<Reading>[] sides = [[], []];
        long watermark = long.MinValue;
        foreach (var step in script.Events)
        {
            if (step.Side < 0) watermark = step.Watermark;
            foreach (var row in step.Rows)
            {
                if (row.Time > watermark) sides[step.Side].Add(row.Row);
                else late.Add($"{(step.Side == 0 ? "left" : "right")} {row.Time} {row.Row.Value} {(Int128)watermark - row.Time}");
            }
        }
        return [.. JoinReference.Interval(sides[0], sides[1], interval, TKind.Left, TKind.Right).Select(result => $"{result.Time}: {result.Row.Text}")];
    }
}
