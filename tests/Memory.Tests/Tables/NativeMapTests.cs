using System.Runtime.CompilerServices;

namespace Millrace.Memory.Tests.Tables;

/// <summary>Maps and sets in a heap, against those of .NET.</summary>
public sealed class NativeMapTests : IDisposable
{
    private readonly MemoryBudget _budget = new(64 << 20);
    private readonly MemoryAccount _account;
    private readonly StateHeap _heap;

    public NativeMapTests()
    {
        _account = _budget.CreateAccount("state", 32 << 20);
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
    public void It_agrees_with_a_dictionary() => Agrees<ulong, WordRecord>(number => (ulong)number, 3_000);

    [Fact]
    public void It_agrees_with_a_dictionary_if_hashes_collide() => Agrees<ulong, CollidingRecord>(number => (ulong)number, 200);

    [Fact]
    public void It_agrees_with_a_dictionary_of_texts() => Agrees<Utf8String, TextRecord>(number => number % 2 == 0 ? $"{number}" : $"a key that is not inline {number}", 500);

    private void Agrees<TKey, TRecord>(Func<int, TKey> make, int mostKeys) where TKey : unmanaged where TRecord : struct, IRecord<TKey>
    {
        using var scratch = new ScratchArena();
        for (int seed = 0; seed < 30; seed++)
        {
            var random = new Random(seed);
            NativeMap<TKey, TRecord, long> map = default;
            Dictionary<int, long> expected = [];
            int keys = random.Next(1, mostKeys);
            for (int step = 0; step < 5_000; step++)
            {
                using var scope = scratch.Enter();
                int number = random.Next(keys);
                TKey key = make(number);
                switch (random.Next(4))
                {
                    case 0 or 1:
                        Assert.Equal(0, map.GetOrAdd(in key, _heap, out bool added) - expected.GetValueOrDefault(number));
                        Assert.Equal(!expected.ContainsKey(number), added);
                        map.GetOrAdd(in key, _heap, out _) = expected[number] = random.Next(1, 1000);
                        break;
                    case 2:
                        ref long found = ref map.Find(in key);
                        Assert.Equal(expected.TryGetValue(number, out long value), !Unsafe.IsNullRef(ref found));
                        if (!Unsafe.IsNullRef(ref found)) Assert.Equal(value, found);
                        break;
                    default:
                        Assert.Equal(expected.Remove(number, out long removed), map.Remove(in key, out TKey kept, out long last));
                        Assert.Equal(removed, last);
                        _heap.Release<TKey, TRecord>(in kept);
                        break;
                }
                Assert.Equal(expected.Count, map.Count);
                scratch.Reset();
            }
            using (scratch.Enter())
            {
                List<(TKey, long)> entries = [];
                for (int slot = -1; map.MoveNext(ref slot);)
                {
                    Assert.True(map.IsUsed(slot));
                    entries.Add((map.KeyAt(slot), map.ValueAt(slot)));
                }
                Assert.Equal(expected.Select(entry => (make(entry.Key), entry.Value)).Order(), entries.Order());
            }
            scratch.Reset();
            map.Release(_heap);
            Assert.Equal((0, 0), (map.Count, map.Slots));
        }
        Assert.Equal(0, _heap.AllocatedBytes);
    }

    [Fact]
    public void A_map_that_cannot_grow_is_as_it_was()
    {
        using var account = _budget.CreateAccount("small", 1 << 20);
        using var heap = new StateHeap(account);
        NativeMap<ulong, WordRecord, long> map = default;
        ulong key = 0;
        Assert.Throws<MemoryExhaustedException>(() =>
        {
            for (; key < 1_000_000; key++) map.GetOrAdd(in key, heap, out _) = (long)key;
        });
        Assert.Equal((int)key, map.Count);
        for (ulong known = 0; known < key; known++) Assert.Equal((long)known, map.Find(in known));
    }

    [Fact]
    public void What_is_retired_is_freed_later()
    {
        var retired = new RetiredMemory(_heap);
        NativeMap<ulong, WordRecord, long> map = default;
        for (ulong key = 0; key < 100; key++) map.GetOrAdd(in key, _heap, out _);
        long allocated = _heap.AllocatedBytes;
        map.Release(retired);
        Assert.Equal((0, 1, allocated), (map.Count, retired.Count, _heap.AllocatedBytes));
        retired.Free();
        Assert.Equal((0, 0), (retired.Count, _heap.AllocatedBytes));
    }

    [Fact]
    public void A_set_agrees_with_a_set()
    {
        var random = new Random(3);
        for (int round = 0; round < 50; round++)
        {
            NativeSet<Utf8String, TextRecord> left = default, right = default;
            HashSet<string> expectedLeft = [], expectedRight = [];
            for (int i = random.Next(300); i >= 0; i--)
            {
                string text = $"a value that is not inline {random.Next(200)}";
                if (random.Next(2) == 0) Assert.Equal(expectedLeft.Add(text), left.Add(text, _heap));
                else Assert.Equal(expectedRight.Add(text), right.Add(text, _heap));
            }
            left.UnionWith(in right, _heap);
            expectedLeft.UnionWith(expectedRight);
            Assert.Equal((expectedLeft.Count, expectedRight.Count), (left.Count, right.Count));
            foreach (string text in expectedLeft) Assert.False(left.Add(text, _heap));
            left.Release(_heap);
            right.Release(_heap);
        }
        Assert.Equal(0, _heap.AllocatedBytes);
    }
}
