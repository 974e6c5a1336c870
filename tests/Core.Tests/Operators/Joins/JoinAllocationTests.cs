using Millrace.Operators;
using Millrace.Records;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Operators.Joins;

public sealed class JoinAllocationTests
{
    [Fact]
    public void Interval_joins_in_their_steady_state_allocate_nothing() => AllocatesNothing(
        new JoinOperator<Reading, Reading, Reading, Reading, Utf8String, Utf8StringRecord, SensorKey, SensorKey,
            IntervalJoin<Reading, Reading, Reading, Reading, Utf8String, Utf8StringRecord, PairFunction<Inner>, Pair>, Pair, ChainEnd<Pair>, CountLateRows<Reading>, CountLateRows<Reading>>(
            default, default, new(default, IntervalSpec.Of(Duration.Zero, Duration.Milliseconds(5))), "join", default, default, default));

    [Fact]
    public void Outer_interval_joins_in_their_steady_state_allocate_nothing() => AllocatesNothing(
        new JoinOperator<Reading, Reading, Reading, Reading, Utf8String, Utf8StringRecord, SensorKey, SensorKey,
            IntervalJoin<Reading, Reading, Reading, Reading, Utf8String, Utf8StringRecord, PairFunction<FullOuter>, Pair>, Pair, ChainEnd<Pair>, CountLateRows<Reading>, CountLateRows<Reading>>(
            default, default, new(default, IntervalSpec.Of(Duration.Zero, Duration.Milliseconds(5))), "join", default, default, default));

    [Fact]
    public void Window_joins_in_their_steady_state_allocate_nothing() => AllocatesNothing(
        new JoinOperator<Reading, Reading, Reading, Reading, Utf8String, Utf8StringRecord, SensorKey, SensorKey,
            WindowJoin<Reading, Reading, Reading, Reading, Utf8String, Utf8StringRecord, PairFunction<FullOuter>, Pair>, Pair, ChainEnd<Pair>, CountLateRows<Reading>, CountLateRows<Reading>>(
            default, default, new(default, WindowSpec.Sliding(Duration.Milliseconds(20), Duration.Milliseconds(5))), "join", default, default, default));

    /// <summary>Per row, pair, key or watermark.</summary>
    internal static void AllocatesNothing<TOperator>(TOperator join, long nowUsPerBatch = 0) where TOperator : struct, ITwoInputOperator<Reading, Reading>
    {
        using var budget = new MemoryBudget(64 << 20);
        var context = new SubtaskContext { VertexName = "test", Index = 0, Parallelism = 1, State = budget.CreateAccount("state", 32 << 20) };
        long now = 0;
        var rows = Reading.Random(1, 20_000, 500, stepUs: 10, disorderUs: 50).Select(row => new Timed<Reading>(row.Time, row)).ToArray();
        join.Open(context);

        for (int round = 0; round < 8; round++) Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Round();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        join.Close();
        Assert.Equal(0, allocated);
        budget.AssertNothingOutstanding();

        void Round()
        {
            // Later times in every round. A widest bucket of checks, so that every round is like the others.
            for (int i = 0; i < rows.Length; i++) rows[i] = new Timed<Reading>(rows[i].Time + (1L << 36), rows[i].Row);
            for (int at = 0; at < rows.Length; at += 1_000)
            {
                context.Advance(now += nowUsPerBatch);
                for (int side = 0; side < 2; side++)
                {
                    for (int done = 0; done < 1_000;)
                    {
                        context.Budget.Refill(10_000);
                        done += side == 0 ? join.ProcessLeft(rows.AsSpan(at + done, 1_000 - done)) : join.ProcessRight(rows.AsSpan(at + done, 1_000 - done));
                    }
                    join.Flush();
                }
                bool isDone = join.Watermark(rows[at + 999].Time - 51);
                while (!isDone)
                {
                    context.Budget.Refill(10_000);
                    isDone = join.Resume();
                }
            }
        }
    }
}
