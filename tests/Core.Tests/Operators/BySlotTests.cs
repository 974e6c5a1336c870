using Millrace.Memory;
using Millrace.Operators;
using Millrace.Records;

namespace Millrace.Core.Tests.Operators;

public sealed class BySlotTests : IDisposable
{
    private readonly MemoryBudget _budget = new(64 << 20);
    private readonly StateHeap _heap;

    public BySlotTests() => _heap = new StateHeap(_budget.CreateAccount("state", 32 << 20));

    public void Dispose()
    {
        _heap.Dispose();
        _budget.AssertNothingOutstanding();
        _budget.Dispose();
    }

    [Fact]
    public void Of_equal_measures_the_earliest_wins_and_of_equal_times_the_first_to_come()
    {
        ExtremeBySlot<int, Int32Record, int, Int32Record> least = default;
        ExtremeBySlot<int, Reversed<int, Int32Record>, int, Int32Record> greatest = default;
        (int By, long Time, int Value)[] rows = [(5, 30, 1), (5, 20, 2), (5, 20, 3), (5, 40, 4)];
        foreach (var (by, time, value) in rows)
        {
            least.Add(in by, in value, time, _heap);
            greatest.Add(in by, in value, time, _heap);
        }
        Assert.Equal(2, least.Result);
        Assert.Equal(2, greatest.Result);
    }

    [Fact]
    public void A_better_measure_wins_whenever_it_comes()
    {
        ExtremeBySlot<double, DoubleRecord, int, Int32Record> least = default;
        ExtremeBySlot<double, Reversed<double, DoubleRecord>, int, Int32Record> greatest = default;
        (double By, long Time, int Value)[] rows = [(1, 10, 1), (0.5, 30, 2), (2, 20, 3), (0.75, 5, 4)];
        foreach (var (by, time, value) in rows)
        {
            least.Add(in by, in value, time, _heap);
            greatest.Add(in by, in value, time, _heap);
        }
        Assert.Equal(2, least.Result);
        Assert.Equal(3, greatest.Result);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 30)]
    public void Merged_parts_give_the_row_of_the_whole_and_keep_its_text(int seed, int parts)
    {
        var random = new Random(seed);
        var rows = Enumerable.Range(0, 500).Select(i => (By: $"a measure that is not inline {random.Next(40)}", Time: (long)i, Value: $"a value that is not inline {i}")).ToArray();
        var best = rows.OrderBy(row => row.Time).ToArray();
        random.Shuffle(rows);
        var least = new ExtremeBySlot<Utf8String, Utf8StringRecord, Utf8String, Utf8StringRecord>[parts];
        var greatest = new ExtremeBySlot<Utf8String, Reversed<Utf8String, Utf8StringRecord>, Utf8String, Utf8StringRecord>[parts];
        foreach (var row in rows)
        {
            Utf8String by = row.By, value = row.Value;
            int part = random.Next(parts);
            least[part].Add(in by, in value, row.Time, _heap);
            greatest[part].Add(in by, in value, row.Time, _heap);
        }
        for (int i = 1; i < parts; i++)
        {
            least[0].Merge(in least[i], _heap);
            greatest[0].Merge(in greatest[i], _heap);
        }
        least[0].Merge(default, _heap);
        Assert.Equal(best.MinBy(row => row.By, StringComparer.Ordinal).Value, least[0].Result.ToString());
        Assert.Equal(best.MaxBy(row => row.By, StringComparer.Ordinal).Value, greatest[0].Result.ToString());
        for (int i = 0; i < parts; i++)
        {
            least[i].Release(_heap);
            greatest[i].Release(_heap);
        }
        Assert.Equal(0, _heap.AllocatedBytes);
    }
}
