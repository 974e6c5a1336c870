using Xunit.Abstractions;

namespace Millrace.Memory.Tests.Lists;

public sealed class TimeListTests(ITestOutputHelper output) : IDisposable
{
    private readonly MemoryBudget _budget = new(256 << 20);

    public void Dispose() => _budget.Dispose();

    /// <summary>Large enough that a chunk holds few.</summary>
    private unsafe struct Wide
    {
        public int Number;
        public fixed byte Rest[700];
    }

    [Fact]
    public void It_agrees_with_a_sorted_list() => Agrees(number => number, number => number, 4_000);

    [Fact]
    public void It_agrees_with_a_sorted_list_of_wide_elements() => Agrees(number => new Wide { Number = number }, wide => wide.Number, 500);

    private void Agrees<T>(Func<int, T> make, Func<T, int> numberOf, int most) where T : unmanaged
    {
        const int Cases = 60;
        long steps = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            using var account = _budget.CreateAccount("state", 64 << 20);
            using (var heap = new StateHeap(account))
            {
                TimeList<T> list = default;
                List<(long Time, int Number)> expected = [];
                int rows = random.Next(1, most), spread = random.Next(4) switch { 0 => 0, 1 => 5, 2 => 500, _ => 1_000_000 };
                int removals = random.Next(0, 12);
                for (int i = 0; i < rows; i++, steps++)
                {
                    long time = i - random.Next(spread + 1);
                    list.Add(time, make(i), heap);
                    int at = expected.FindLastIndex(element => element.Time <= time) + 1;
                    expected.Insert(at, (time, i));
                    for (int removed = random.Next(20) < removals ? random.Next(4) : 0; removed > 0 && expected.Count > 0; removed--)
                    {
                        Assert.Equal(expected[0].Time, list.First.Time);
                        list.RemoveFirst(heap);
                        expected.RemoveAt(0);
                    }
                    if (i % 64 == 0 || i == rows - 1) Check(in list, expected, random, numberOf);
                }
                if (seed % 2 == 0) list.Clear(heap);
                else while (!list.IsEmpty) list.RemoveFirst(heap);
                Assert.True(list.IsEmpty);
                Assert.Equal(0, heap.AllocatedBytes);
            }
            Assert.Equal(0, account.Outstanding);
        }
        output.WriteLine($"{Cases} cases, {steps} steps");
    }

    private static void Check<T>(in TimeList<T> list, List<(long Time, int Number)> expected, Random random, Func<T, int> numberOf) where T : unmanaged
    {
        List<(long, int)> found = [];
        for (int chunk = 0; chunk < list.ChunkCount; chunk++)
        {
            Assert.False(list.Elements(chunk).IsEmpty);
            foreach (var slot in list.Elements(chunk)) found.Add((slot.Time, numberOf(slot.Value)));
        }
        Assert.Equal(expected, found);
        Assert.Equal(expected.Count == 0, list.IsEmpty);
        Assert.Equal(expected.Count, list.Count);
        if (expected.Count == 0) return;
        Assert.Equal(expected[^1].Time, list.Last.Time);
        for (int i = 0; i < 5; i++)
        {
            long time = i == 0 ? expected[^1].Time + 1 : expected[random.Next(expected.Count)].Time - random.Next(2);
            var at = list.LowerBound(time);
            int before = 0;
            for (int chunk = 0; chunk < at.Chunk; chunk++) before += list.Elements(chunk).Length;
            Assert.Equal(expected.Count(element => element.Time < time), before + at.Index);
            if (at.Chunk < list.ChunkCount) Assert.InRange(at.Index, 0, list.Elements(at.Chunk).Length - 1);
        }
    }
}
