using Millrace.Memory;
using Millrace.Operators;
using Millrace.Records;
using Xunit.Abstractions;

namespace Millrace.Core.Tests.Operators;

/// <summary>The rows that an evictor leaves, against a managed list.</summary>
public class EvictedRowsSlotTests(ITestOutputHelper output)
{
    private const int Cases = 4_000;

    [Fact]
    public void The_rows_that_stay_are_those_of_a_managed_list()
    {
        using var budget = new MemoryBudget(64 << 20);
        using (var account = budget.CreateAccount("rows", 32 << 20))
        using (var heap = new StateHeap(account))
        {
            var random = new Random(5);
            for (int run = 0; run < Cases; run++)
            {
                bool byCount = run % 2 == 0;
                int keep = random.Next(1, 20);
                long ageUs = run % 10 == 1 ? long.MaxValue : random.Next(1, 50);
                var spec = byCount ? EvictSpec.Of(Evict.KeepLast(keep)) : EvictSpec.Of(Evict.KeepWithin(Duration.FromMicroseconds(ageUs)));
                var slots = new EvictedRowsSlot<Utf8String, Utf8StringRecord>[2];
                var expected = new List<(long Time, string Text)>[] { [], [] };
                int rows = random.Next(60);
                for (int i = 0; i < rows; i++)
                {
                    int part = run % 3 == 0 ? random.Next(2) : 0;
                    long time = random.Next(40) switch { 0 => long.MinValue, 1 => long.MaxValue, _ when run % 7 == 0 => 3, _ => random.Next(100) };
                    string text = i % 3 == 0 ? $"a row that is too long to be inline {i}" : $"r{i}";
                    slots[part].Add(in spec, text, time, heap);
                    expected[part].Add((time, text));
                }
                slots[0].Merge(in slots[1], heap);
                var all = expected[0].Concat(expected[1]).ToList();
                var result = slots[0].Result;
                List<string> found = [];
                foreach (ref readonly var row in result) found.Add(row.ToString());
                Assert.Equal(byCount ? Last(all, keep) : Within(all, ageUs), found);
                Assert.Equal(found.Count, result.Count);
                ScratchArena.Current.Reset();
                slots[0].Release(heap);
                slots[1].Release(heap);
                Assert.Equal(0, heap.AllocatedBytes);
            }
        }
        budget.AssertNothingOutstanding();
        output.WriteLine($"{Cases} cases");
    }

    [Fact]
    public void An_evictor_that_leaves_nothing_is_refused()
    {
        Assert.Contains("keep at least 1", Assert.Throws<ArgumentOutOfRangeException>(() => Evict.KeepLast(0)).Message, StringComparison.Ordinal);
        Assert.Contains("above zero", Assert.Throws<ArgumentOutOfRangeException>(() => Evict.KeepWithin(Duration.Zero)).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Last(List<(long Time, string Text)> rows, int keep)
    {
        var last = rows.Select((row, index) => (row.Time, Index: index)).Order().TakeLast(keep).Select(row => row.Index).ToHashSet();
        return rows.Where((_, index) => last.Contains(index)).Select(row => row.Text);
    }

    private static IEnumerable<string> Within(List<(long Time, string Text)> rows, long ageUs) =>
        rows.Where(row => (Int128)row.Time > (Int128)rows.Max(other => other.Time) - ageUs).Select(row => row.Text);
}
