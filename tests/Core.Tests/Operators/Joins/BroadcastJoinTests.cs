using Millrace.Operators;
using Millrace.Records;
using Millrace.Runtime;
using Xunit.Abstractions;

namespace Millrace.Core.Tests.Operators.Joins;

public sealed class BroadcastJoinTests(ITestOutputHelper output) : IDisposable
{
    private readonly MemoryBudget _budget = new(256 << 20);

    public void Dispose()
    {
        _budget.AssertNothingOutstanding();
        _budget.Dispose();
    }

    [Fact]
    public void Rows_find_the_last_that_came_of_their_key()
    {
        int found = Agrees<Inner>(1), all = Agrees<LeftOuter>(2);
        Assert.True(found > 5_000 && all > found);
    }

    [Fact]
    public void In_its_steady_state_it_allocates_nothing() => JoinAllocationTests.AllocatesNothing(
        new BroadcastJoin<Reading, Reading, Reading, Utf8String, Utf8StringRecord, SensorKey, SensorKey, PairFunction<LeftOuter>, Pair, ChainEnd<Pair>>(
            default, default, default, "join", default));

    private static BroadcastJoin<Reading, Reading, Reading, Utf8String, Utf8StringRecord, SensorKey, SensorKey, PairFunction<TKind>, Pair, PairSink> Make<TKind>(Results results)
        where TKind : struct, IKind => new(default, default, default, "join", new PairSink(results, []));

    private int Agrees<TKind>(int seed) where TKind : struct, IKind
    {
        const int Cases = 500;
        int rows = 0, stops = 0, restored = 0;
        var state = _budget.CreateAccount(TKind.Left ? "outer" : "inner", 100 << 20);
        for (int i = 0; i < Cases; i++)
        {
            var context = new SubtaskContext { VertexName = "test", Index = 0, Parallelism = 1, State = state };
            var script = JoinScript.Random(seed * 10_000 + i);
            // Late rows are looked up like any other.
            script = script with { Events = [.. script.Events.Where(step => step.Side >= 0)] };
            var results = new Results();
            var join = Make<TKind>(results);
            join.Open(context);
            stops += script.Play(ref join, context, results, i);
            join.Close();
            List<string> expected = [];
            var table = new Dictionary<Utf8String, Reading>();
            foreach (var step in script.Events)
            {
                foreach (var row in step.Rows)
                {
                    if (step.Side == 1) table[row.Row.Sensor] = row.Row;
                    else if (table.TryGetValue(row.Row.Sensor, out var right)) expected.Add($"{row.Time}: {new Pair(row.Row, right).Text}");
                    else if (TKind.Left) expected.Add($"{row.Time}: {new Pair(row.Row, null).Text}");
                }
            }
            Assert.Equal(expected, results.Rows);
            rows += expected.Count;
            restored += JoinSnapshots.Agree(state, (to, _) => Make<TKind>(to), script, i, expected, [], broadcasts: true);
        }
        output.WriteLine($"{typeof(TKind).Name}: {Cases} cases, {rows} results, {stops} stops; restored {restored} times");
        return rows;
    }
}
