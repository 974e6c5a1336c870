using Millrace.Memory;
using Millrace.Operators;
using Millrace.Records;

namespace Millrace.Core.Tests.Operators;

using Ranked = RankedSlot<Utf8String, Reversed<Utf8String, Utf8StringRecord>, Utf8String, Utf8StringRecord>;

public sealed class RankedSlotTests : IDisposable
{
    private readonly MemoryBudget _budget = new(256 << 20);
    private readonly StateHeap _heap;

    public RankedSlotTests() => _heap = new StateHeap(_budget.CreateAccount("state", 128 << 20));

    public void Dispose()
    {
        _heap.Dispose();
        _budget.AssertNothingOutstanding();
        _budget.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rankings_are_those_of_sorting_whole_merged_or_moved(bool keepsTies)
    {
        for (int seed = 0; seed < 1_500; seed++)
        {
            var random = new Random(seed);
            int count = random.Next(1, 60), most = random.Next(1, 12), parts = random.Next(1, 4), measures = random.Next(1, 12);
            var rows = Enumerable.Range(0, count).Select(i => (By: $"{(i % 2 == 0 ? "m" : "a measure that is not inline ")}{random.Next(measures)}",
                Time: (long)random.Next(20), Value: random.Next(2) == 0 ? $"v{i}" : $"a value that is not inline {i}")).ToArray();
            var ranked = new Ranked[parts];
            for (int i = 0; i < count; i++)
            {
                ref var part = ref ranked[i * parts / count];
                Utf8String value = rows[i].Value;
                part.Add(most, keepsTies, rows[i].By, in value, rows[i].Time, _heap);
                // What enters is said with its rank, of what the part has come to.
                var expected = Ranks(rows.Where((_, j) => j <= i && j * parts / count == i * parts / count), most, keepsTies).Where(row => row.Value == rows[i].Value).ToList();
                Assert.Equal(expected.Count > 0, part.HasChosen);
                if (part.HasChosen) Assert.Equal(expected[0], (part.Chosen.Row.ToString(), part.Chosen.Rank));
            }
            for (int i = 1; i < parts; i++)
            {
                var block = _heap.Account.Rent();
                var holder = new Holder { Ranked = ranked[i] };
                Assert.True(new RowWriter(block).TryAppend<Holder, Holder>(in holder));
                ranked[i].Release(_heap);
                ranked[0].Merge(most, keepsTies, in block.Rows<Holder>()[0].Ranked, _heap);
                _heap.Account.Return(block);
            }
            var all = Ranks(rows, most, keepsTies).ToList();
            Assert.Equal(all, ranked[0].Result.ToArray().Select(row => (row.Row.ToString(), row.Rank)));
            for (int i = 0; i < all.Count; i++)
            {
                Assert.True(ranked[0].Choose(i));
                Assert.Equal(all[i], (ranked[0].Chosen.Row.ToString(), ranked[0].Chosen.Rank));
            }
            Assert.False(ranked[0].Choose(all.Count));
            ranked[0].Release(_heap);
            Assert.Equal(0, _heap.AllocatedBytes);
        }
    }

    [Fact]
    public void Each_of_many_ties_costs_little()
    {
        const int Ties = 200_000;
        var ranked = new RankedSlot<int, CountedRecord, int, Int32Record>[2];
        CountedRecord.Compared = 0;
        for (int i = 0; i < 2 * Ties; i++)
        {
            ref var slot = ref ranked[i & 1];
            // A better row is in front of each group of ties.
            slot.Add(3, keepsTies: true, i < 2 ? 0 : 1, in i, i, _heap);
            Assert.Equal((i, i < 2 ? 1 : 2), slot.Chosen);
        }
        Assert.InRange(CountedRecord.Compared, Ties, 2 * Ties * 60L);

        // Merged in one pass, though each row of one side comes between two of the other.
        CountedRecord.Compared = 0;
        ranked[0].Merge(3, keepsTies: true, in ranked[1], _heap);
        Assert.InRange(CountedRecord.Compared, Ties, 2 * Ties + 100);
        Assert.Equal(Enumerable.Range(0, 2 * Ties).Select(i => (i, i < 2 ? 1 : 3)), ranked[0].Result.ToArray());
        foreach (ref var slot in ranked.AsSpan()) slot.Release(_heap);
    }

    private static IEnumerable<(string Value, int Rank)> Ranks(IEnumerable<(string By, long Time, string Value)> rows, int most, bool keepsTies)
    {
        var sorted = rows.OrderByDescending(row => row.By, StringComparer.Ordinal).ThenBy(row => row.Time).ToList();
        var ranked = sorted.Select((row, i) => (row.Value, Rank: 1 + (keepsTies ? sorted.Count(other => string.CompareOrdinal(other.By, row.By) > 0) : i)));
        return ranked.Where(row => row.Rank <= most);
    }

    private readonly struct CountedRecord : IRecord<int>
    {
        [ThreadStatic]
        public static long Compared;

        public static bool HasText => false;

        public static int Compare(in int left, in int right)
        {
            Compared++;
            return left.CompareTo(right);
        }

        public static int TextBytes(in int row) => 0;
        public static void MoveText(ref int row, ref TextArea area) { }
        public static void Rebase(ref int row, in Rebase rebase) { }
        public static ulong Hash(in int row) => throw new NotSupportedException();
        public static bool AreEqual(in int left, in int right) => throw new NotSupportedException();
    }

    private struct Holder : IRecord<Holder>
    {
        public Ranked Ranked;

        public static bool HasText => true;

        public static int TextBytes(in Holder row) => Ranked.TextBytes(in row.Ranked);

        public static void MoveText(ref Holder row, ref TextArea area) => Ranked.MoveText(ref row.Ranked, ref area);

        public static void Rebase(ref Holder row, in Rebase rebase) => throw new NotSupportedException();
        public static ulong Hash(in Holder row) => throw new NotSupportedException();
        public static bool AreEqual(in Holder left, in Holder right) => throw new NotSupportedException();
        public static int Compare(in Holder left, in Holder right) => throw new NotSupportedException();
    }
}
