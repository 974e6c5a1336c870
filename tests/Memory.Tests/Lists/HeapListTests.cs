using Millrace.Memory.Tests.Tables;

namespace Millrace.Memory.Tests.Lists;

/// <summary>Lists and chains in native memory, against those of .NET.</summary>
public sealed class HeapListTests : IDisposable
{
    private readonly MemoryBudget _budget = new(64 << 20);
    private readonly MemoryAccount _account;
    private readonly StateHeap _heap;

    public HeapListTests()
    {
        _account = _budget.CreateAccount("state", 64 << 20);
        _heap = new StateHeap(_account);
    }

    public void Dispose()
    {
        _heap.Dispose();
        _account.AssertNothingOutstanding();
        _account.Dispose();
        _budget.Dispose();
    }

    [Fact]
    public void A_vector_agrees_with_a_list()
    {
        var retired = new RetiredMemory(_heap);
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            NativeVector<(int, byte)> vector = default;
            List<(int, byte)> expected = [];
            for (int step = 0; step < 500; step++)
            {
                switch (random.Next(10))
                {
                    case 0:
                        int first = random.Next(expected.Count + 1);
                        vector.RemoveFirst(first);
                        expected.RemoveRange(0, first);
                        break;
                    case 1:
                        int left = random.Next(expected.Count + 1);
                        vector.Truncate(left);
                        expected.RemoveRange(left, expected.Count - left);
                        break;
                    default:
                        var element = (random.Next(), (byte)step);
                        vector.Add(in element, retired);
                        expected.Add(element);
                        Assert.Equal(element, vector[expected.Count - 1]);
                        break;
                }
                Assert.Equal(expected, vector.Items.ToArray());
            }
            Assert.Throws<ArgumentOutOfRangeException>(() => vector[expected.Count]);
            Assert.Throws<ArgumentOutOfRangeException>(() => vector.RemoveFirst(expected.Count + 1));
            vector.Release(retired);
            retired.Free();
        }
        Assert.Equal(0, _heap.AllocatedBytes);
    }

    [Fact]
    public void Elements_of_a_vector_can_be_read_where_they_were_until_they_are_freed()
    {
        var retired = new RetiredMemory(_heap);
        NativeVector<int> vector = default;
        for (int i = 0; i < 8; i++) vector.Add(i, retired);
        var before = vector.Items;
        for (int i = 8; i < 1000; i++) vector.Add(i, retired);
        Assert.True(retired.Count > 1);
        Assert.Equal(Enumerable.Range(0, 8), before.ToArray());
        vector.Release(retired);
        retired.Free();
    }

    [Fact]
    public void A_kept_list_agrees_with_a_list_that_is_cut()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            KeptList<Utf8String, TextRecord> list = default;
            List<string> expected = [];
            int most = random.Next(1, 40);
            for (int step = 0; step < 200; step++)
            {
                int index = random.Next(Math.Min(expected.Count + 1, most));
                string text = random.Next(2) == 0 ? $"{step}" : $"a text that is not inline {step}";
                list.Insert(index, text, most, _heap);
                expected.Insert(index, text);
                if (expected.Count > most) expected.RemoveAt(most);
                Assert.Equal(expected, list.Span.ToArray().Select(element => element.ToString()));
            }
            list.Release(_heap);
        }
        Assert.Equal(0, _heap.AllocatedBytes);
    }

    [Fact]
    public void A_chain_agrees_with_a_list()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            var random = new Random(seed);
            NativeChain<(long, int)> chain = default;
            List<(long, int)> expected = [];
            if (random.Next(2) == 0)
            {
                int room = random.Next(1, 50);
                var span = chain.AddRoom(room, _account);
                for (int i = 0; i < room; i++) expected.Add(span[i] = (random.NextInt64(), i));
            }
            for (int step = random.Next(20_000); step > 0; step--)
            {
                if (random.Next(2_000) == 0 && chain.First is { } first)
                {
                    expected.RemoveRange(0, chain.ElementsOf(first).Length);
                    chain.DropFirst(_account);
                }
                var element = (random.NextInt64(), step);
                chain.Add(in element, _account);
                expected.Add(element);
            }
            Assert.Equal(expected.Count, chain.Count);
            List<(long, int)> read = [];
            for (var block = chain.First; block is not null; block = block.Next) read.AddRange(chain.ElementsOf(block));
            Assert.Equal(expected, read);
            chain.Clear(_account);
            Assert.Equal(0, chain.Count);
            Assert.Null(chain.First);
            _account.AssertNothingOutstanding();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(27)]
    [InlineData(36)]
    public void A_run_gives_a_bucket_in_order_of_time(int bits)
    {
        var into = new TimedEntry<int>[7];
        for (int seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            long start = random.NextInt64(-(1L << 40), 1L << 40);
            NativeChain<TimedEntry<int>> bucket = default;
            List<(long Time, int Entry)> expected = [];
            int count = random.Next(4) == 0 ? random.Next(30) : random.Next(TimeRun<int>.MostSorted + 1);
            for (int i = 0; i < count; i++)
            {
                long time = start + random.NextInt64(1L << bits);
                bucket.Add(new TimedEntry<int>(time, i), _account);
                expected.Add((time, i));
            }
            // Equal times keep their order.
            expected = [.. expected.OrderBy(entry => entry.Time)];
            TimeRun<int> run = default;
            run.Fill(ref bucket, start, bits, _account);
            Assert.Equal(0, bucket.Count);
            List<(long, int)> taken = [];
            while (!run.IsEmpty && taken.Count < count * 2 / 3)
            {
                long until = run.First.Time;
                if (random.Next(2) == 0)
                {
                    taken.Add((run.First.Time, run.First.Entry));
                    run.RemoveFirst(_account);
                    continue;
                }
                int got = run.Take(until, into, _account);
                Assert.True(got > 0);
                taken.AddRange(into.Take(got).Select(entry => (entry.Time, entry.Entry)));
            }
            NativeChain<TimedEntry<int>> rest = default;
            run.MoveTo(ref rest, _account);
            Assert.True(run.IsEmpty);
            for (var block = rest.First; block is not null; block = block.Next)
                foreach (ref readonly var entry in rest.ElementsOf(block)) taken.Add((entry.Time, entry.Entry));
            Assert.Equal(expected, taken);
            rest.Clear(_account);
            _account.AssertNothingOutstanding();
        }
    }
}
