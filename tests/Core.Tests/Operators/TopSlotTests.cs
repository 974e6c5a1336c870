using Millrace.Memory;
using Millrace.Operators;
using Millrace.Records;
using Xunit.Abstractions;

namespace Millrace.Core.Tests.Operators;

using Bottom = TopSlot<int, Int32Record, Utf8String, Utf8StringRecord>;
using Listed = ListSlot<Utf8String, Utf8StringRecord>;
using Top = TopSlot<ThenBy<Utf8String, int>, ThenByRecord<Utf8String, Reversed<Utf8String, Utf8StringRecord>, int, Int32Record>, Utf8String, Utf8StringRecord>;

public sealed class TopSlotTests : IDisposable
{
    private readonly ITestOutputHelper _output;
    private readonly MemoryBudget _budget = new(64 << 20);
    private readonly StateHeap _heap;

    public TopSlotTests(ITestOutputHelper output)
    {
        _output = output;
        _heap = new StateHeap(_budget.CreateAccount("state", 32 << 20));
    }

    public void Dispose()
    {
        _heap.Dispose();
        _budget.AssertNothingOutstanding();
        _budget.Dispose();
    }

    [Fact]
    public void Lists_of_random_rows_are_those_of_sorting_whole_merged_or_moved()
    {
        const int Cases = 1_500;
        for (int seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            int count = random.Next(1, 60), most = random.Next(1, 12), parts = random.Next(1, 4);
            // Text of both kinds, ties of measures and of times.
            var rows = Enumerable.Range(0, count).Select(i => (By: $"{(i % 2 == 0 ? "m" : "a measure that is not inline ")}{random.Next(6)}", Then: random.Next(3),
                Time: (long)random.Next(20), Value: random.Next(2) == 0 ? $"v{i}" : $"a value that is not inline {i}")).ToArray();
            var top = new Top[parts];
            var bottom = new Bottom[parts];
            var all = new Listed[parts];
            for (int i = 0; i < count; i++)
            {
                var row = rows[i];
                // One part after the other, so that merging in order keeps the order in which rows came.
                int part = i * parts / count;
                Utf8String value = row.Value;
                int then = row.Then;
                top[part].Add(most, new(row.By, then), in value, row.Time, _heap);
                bottom[part].Add(most, in then, in value, row.Time, _heap);
                all[part].Add(in value, row.Time, _heap);
            }
            for (int i = 1; i < parts; i++)
            {
                // As behind an exchange: text and lists lie in a block of rows.
                var lists = new Lists { Top = top[i], Bottom = bottom[i], All = all[i] };
                var block = _heap.Account.Rent();
                Assert.True(new RowWriter(block).TryAppend<Lists, Lists>(in lists));
                var moved = block.Rows<Lists>()[0];
                top[i].Release(_heap);
                bottom[i].Release(_heap);
                all[i].Release(_heap);
                top[0].Merge(most, in moved.Top, _heap);
                bottom[0].Merge(most, in moved.Bottom, _heap);
                all[0].Merge(in moved.All, _heap);
                _heap.Account.Return(block);
            }
            Assert.Equal(rows.OrderByDescending(row => row.By, StringComparer.Ordinal).ThenBy(row => row.Then).ThenBy(row => row.Time).Take(most).Select(row => row.Value), Texts(top[0].Result));
            Assert.Equal(rows.OrderBy(row => row.Then).ThenBy(row => row.Time).Take(most).Select(row => row.Value), Texts(bottom[0].Result));
            Assert.Equal(rows.OrderBy(row => row.Time).Select(row => row.Value), Texts(all[0].Result));
            top[0].Release(_heap);
            bottom[0].Release(_heap);
            all[0].Release(_heap);
            Assert.Equal(0, _heap.AllocatedBytes);
        }
        _output.WriteLine($"{Cases} cases");
    }

    [Fact]
    public void Of_no_rows_lists_are_empty()
    {
        Bottom bottom = default;
        Listed all = default;
        bottom.Merge(3, default, _heap);
        all.Merge(default, _heap);
        Assert.Empty(bottom.Result.ToArray());
        Assert.Empty(all.Result.ToArray());
        bottom.Release(_heap);
        all.Release(_heap);
    }

    [Fact]
    public void At_least_one_is_kept() => Assert.Throws<ArgumentOutOfRangeException>(() => Bottom.CheckCount(0));

    private struct Lists : IRecord<Lists>
    {
        public Top Top;
        public Bottom Bottom;
        public Listed All;

        public static bool HasText => true;

        public static int TextBytes(in Lists row) => Top.TextBytes(in row.Top) + Bottom.TextBytes(in row.Bottom) + Listed.TextBytes(in row.All);

        public static void MoveText(ref Lists row, ref TextArea area)
        {
            Top.MoveText(ref row.Top, ref area);
            Bottom.MoveText(ref row.Bottom, ref area);
            Listed.MoveText(ref row.All, ref area);
        }

        public static void Rebase(ref Lists row, in Rebase rebase) => throw new NotSupportedException();
        public static ulong Hash(in Lists row) => throw new NotSupportedException();
        public static bool AreEqual(in Lists left, in Lists right) => throw new NotSupportedException();
        public static int Compare(in Lists left, in Lists right) => throw new NotSupportedException();
    }

    private static string[] Texts(RecordList<Utf8String> list) => [.. list.ToArray().Select(text => text.ToString())];
}
