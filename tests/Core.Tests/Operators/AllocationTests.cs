using Millrace.Operators;
using Millrace.Records;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Operators;

public sealed class AllocationTests
{
    [Fact]
    public void Tumbling_windows_in_their_steady_state_allocate_nothing() => AllocatesNothing(
        new ReadingHead<Batched<Reading, KeyedWindow<Reading, Utf8String, Totals, TotalsResult, TumblingWindows<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult>, ChainEnd<TotalsResult>, CountLate<Reading>>>>(
            new(new(new(default, WindowSpec.Tumbling(Duration.Milliseconds(20)), "totals"), default, default))));

    [Fact]
    public void Sliding_windows_in_their_steady_state_allocate_nothing() => AllocatesNothing(
        new ReadingHead<Batched<Reading, KeyedWindow<Reading, Utf8String, Totals, TotalsResult, SlidingWindows<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult>, ChainEnd<TotalsResult>, CountLate<Reading>>>>(
            new(new(new(default, WindowSpec.Sliding(Duration.Milliseconds(20), Duration.Milliseconds(5)), "totals"), default, default))));

    [Fact]
    public void Sliding_windows_that_subtract_slices_allocate_nothing_either() => AllocatesNothing(
        new ReadingHead<Batched<Reading, KeyedWindow<Reading, Utf8String, Sums, TotalsResult, SlidingWindows<Reading, Utf8String, Utf8StringRecord, Sums, SumsFunction, TotalsResult>, ChainEnd<TotalsResult>, CountLate<Reading>>>>(
            new(new(new(default, WindowSpec.Sliding(Duration.Milliseconds(20), Duration.Milliseconds(5)), "totals"), default, default))));

    [Fact]
    public void Sessions_in_their_steady_state_allocate_nothing() => AllocatesNothing(
        new ReadingHead<Batched<Reading, KeyedWindow<Reading, Utf8String, Totals, TotalsResult, SessionWindows<Reading, Utf8String, Utf8StringRecord, Totals, TotalsFunction, TotalsResult>, ChainEnd<TotalsResult>, CountLate<Reading>>>>(
            new(new(new(default, WindowSpec.Session(Duration.Milliseconds(4)), "totals"), default, default))));

    /// <summary>Per row, pane or watermark.</summary>
    private static void AllocatesNothing<THead>(THead head) where THead : struct, IHead
    {
        using var budget = new MemoryBudget(64 << 20);
        var context = new SubtaskContext { VertexName = "test", Index = 0, Parallelism = 1, State = budget.CreateAccount("state", 32 << 20) };
        var rows = Reading.Random(1, 50_000, 500, stepUs: 10, disorderUs: 50);
        head.Open(context);

        // Later times in every round, so that panes come and go: the tables of the first ones are used again.
        for (int round = 0; round < 8; round++) Round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Round();
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        head.Close();
        Assert.Equal(0, allocated);
        budget.AssertNothingOutstanding();

        void Round()
        {
            for (int i = 0; i < rows.Length; i++) rows[i] = rows[i] with { Time = rows[i].Time + 10_000_000 };
            for (int at = 0; at < rows.Length; at += 1_000)
            {
                RowBatch batch = RowBatch.Of<Reading>(rows.AsSpan(at, 1_000));
                head.Process(in batch, 0, batch.Count);
                head.Flush();
                bool done = head.Watermark(context.EventTime.Take(0, 0) - 50);
                while (!done)
                {
                    context.Budget.Refill(10_000);
                    done = head.Resume();
                }
            }
        }
    }
}
