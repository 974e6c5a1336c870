using System.Diagnostics;

namespace Millrace.Memory.Tests.Tables;

public sealed class KeyedTableTests : IDisposable
{
    private readonly MemoryAccount _account = new("state", 256 << 20);
    private readonly StateHeap _heap;

    public KeyedTableTests() => _heap = new StateHeap(_account);

    public void Dispose()
    {
        Assert.Equal(0, _account.Outstanding);
        _account.Dispose();
    }

    [Theory]
    [InlineData(1, 50)]
    [InlineData(2, 3_000)]
    [InlineData(3, 200_000)]
    public void Agrees_with_a_dictionary_on_random_operations(int seed, int keys) =>
        CompareWithDictionary<WordRecord>(seed, keys, operations: 600_000);

    [Theory]
    [InlineData(6, 200_000, 100)]
    [InlineData(7, 200_000, 60_000)]
    [InlineData(8, 2_000, 5_000_000)]
    public void Agrees_with_a_dictionary_when_room_was_reserved(int seed, int keys, long reserved) =>
        CompareWithDictionary<WordRecord>(seed, keys, operations: 300_000, reserved);

    [Fact]
    public void Room_that_is_reserved_takes_at_most_half_of_the_memory_left()
    {
        using var account = new MemoryAccount("small", 2 << 20);
        using var table = new KeyedTable<ulong, WordRecord, long>(account, _heap, 1);
        table.Reserve(1_000_000);
        Assert.InRange(account.UsedBytes, 1, 1024);
        table.Reserve(10_000);
        Assert.InRange(account.UsedBytes, 512 << 10, 1 << 20);
        long size = table.SizeBytes;
        for (ulong key = 0; key < 8_000; key++) table.GetOrAdd(in key, WordRecord.Hash(in key), out _);
        Assert.Equal(size, table.SizeBytes);
    }

    [Theory]
    [InlineData(4, 20)]
    [InlineData(5, 900)]
    public void Agrees_with_a_dictionary_when_hashes_collide(int seed, int keys) =>
        CompareWithDictionary<CollidingRecord>(seed, keys, operations: 20_000);

    private void CompareWithDictionary<TRecord>(int seed, int keys, int operations, long reserved = 0) where TRecord : struct, IRecord<ulong>
    {
        var random = new Random(seed);
        var expected = new Dictionary<ulong, long>();
        using var table = new KeyedTable<ulong, TRecord, long>(_account, _heap, (uint)seed);
        table.Reserve(reserved);
        for (int i = 0; i < operations; i++)
        {
            ulong key = (ulong)random.Next(keys) * 0x10001;
            ulong hash = TRecord.Hash(in key);
            switch (random.Next(8))
            {
                case 0:
                    Assert.Equal(expected.Remove(key), table.Remove(in key, hash));
                    break;
                case 1:
                    Assert.Equal(expected.TryGetValue(key, out long value), table.TryFind(in key, hash, out long found));
                    Assert.Equal(value, found);
                    break;
                default:
                    if (i % 2 == 0) table.Prefetch(hash);
                    else table.Prefetch([hash, ~hash], toRemove: true);
                    ref long total = ref table.GetOrAdd(in key, hash, out bool added);
                    Assert.Equal(!expected.ContainsKey(key), added);
                    Assert.Equal(expected.GetValueOrDefault(key), total);
                    if (i % 16 == 0)
                    {
                        table.Remove(ref total, hash);
                        expected.Remove(key);
                        break;
                    }
                    total += i;
                    expected[key] = total;
                    break;
            }
            Assert.Equal(expected.Count, table.Count);
        }
        Assert.Equal(expected, Contents(table));
        table.Clear();
        Assert.Empty(Contents(table));
    }

    [Fact]
    public void An_iteration_can_be_resumed_from_its_cursor()
    {
        using var table = Filled(10_000, salt: 1);
        var seen = new List<ulong>();
        TableCursor cursor = default;
        bool more = true;
        while (more)
        {
            TableCursor kept = cursor;
            for (int i = 0; i < 7 && (more = table.MoveNext(ref kept)); i++) seen.Add(table.KeyAt(kept));
            cursor = kept;
        }
        Assert.Equal(10_000, seen.Distinct().Count());
        Assert.Equal(10_000, seen.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(40_000)]
    public void A_drained_table_is_empty_and_keeps_its_pages(int keys)
    {
        using var table = Filled(keys, salt: 1);
        long bytes = table.SizeBytes;
        TableCursor cursor = default;
        int drained = 0;
        while (table.Drain(ref cursor)) drained++;
        Assert.Equal(keys, drained);
        Assert.Equal(0, table.Count);
        Assert.Empty(Contents(table));
        Assert.Equal(bytes, table.SizeBytes);
        Fill(table, keys);
        Assert.Equal(keys, Contents(table).Count);
        Assert.Equal(bytes, table.SizeBytes);
    }

    [Fact]
    public void A_drained_table_lets_go_of_pages_that_were_hardly_used()
    {
        using var table = Filled(40_000, salt: 1);
        for (int window = 0; window < 6; window++)
        {
            TableCursor cursor = default;
            while (table.Drain(ref cursor)) { }
            if (window < 5) Fill(table, 10);
        }
        Assert.Equal(2, _account.Outstanding);
    }

    [Fact]
    public void A_new_entry_carries_the_epoch_and_no_old_value()
    {
        using var table = Filled(100, salt: 1);
        ulong key = 5;
        table.Remove(in key, WordRecord.Hash(in key));
        Assert.Equal(0, table.GetOrAdd(in key, WordRecord.Hash(in key), out bool added));
        Assert.True(added);
    }

    [Fact]
    public void A_table_that_cannot_grow_says_whose_memory_is_used_up()
    {
        using var account = new MemoryAccount("hourly-delay", 4 * Segment.StandardBytes);
        using (var table = new KeyedTable<ulong, WordRecord, long>(account, new StateHeap(account), 1))
        {
            var error = Assert.Throws<MemoryExhaustedException>(() => Fill(table, 100_000));
            Assert.Contains("hourly-delay", error.Message, StringComparison.Ordinal);
            Assert.Contains("--memory", error.Message, StringComparison.Ordinal);
            Assert.Equal(table.Count, Contents(table).Count);
        }
        Assert.Equal(0, account.Outstanding);
    }

    [Fact]
    public void Too_many_keys_of_one_hash_are_an_error_and_not_an_endless_loop()
    {
        using var table = new KeyedTable<ulong, CollidingRecord, long>(_account, _heap, 1);
        Assert.Throws<MemoryExhaustedException>(() =>
        {
            for (ulong key = 0; key < 100_000; key++) table.GetOrAdd(in key, CollidingRecord.Hash(in key), out _) = 1;
        });
    }

    /// <summary>
    /// Partial tables are flushed in slot order, each into the tables of all consumers. Without a salt of its own, the
    /// target fills from one end and probing goes quadratic.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    public void Merging_tables_in_slot_order_stays_linear(int parallelism)
    {
        const int Keys = 160_000;
        using var source = Filled(Keys, salt: 7);
        var targets = new KeyedTable<ulong, WordRecord, long>[parallelism];
        for (int i = 0; i < parallelism; i++) targets[i] = new(_account, _heap, (uint)(100 + i));
        try
        {
            long inOrder = Merge(source, targets);
            Assert.Equal(Keys, targets.Sum(table => table.Count));
            // 160,000 insertions take about 5 ms; quadratic probing took 1,380 ms.
            Assert.InRange(inOrder, 0, 500);
        }
        finally
        {
            foreach (var target in targets) target.Dispose();
        }
    }

    private static long Merge(KeyedTable<ulong, WordRecord, long> source, KeyedTable<ulong, WordRecord, long>[] targets)
    {
        long start = Stopwatch.GetTimestamp();
        TableCursor cursor = default;
        while (source.MoveNext(ref cursor))
        {
            ulong key = source.KeyAt(cursor), hash = WordRecord.Hash(in key);
            int target = (int)(((hash >> 49) * (ulong)targets.Length) >> 15);
            targets[target].GetOrAdd(in key, hash, out _) += source.ValueAt(cursor);
        }
        return (long)Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private KeyedTable<ulong, WordRecord, long> Filled(int keys, uint salt)
    {
        var table = new KeyedTable<ulong, WordRecord, long>(_account, _heap, salt);
        Fill(table, keys);
        return table;
    }

    private static void Fill(KeyedTable<ulong, WordRecord, long> table, int keys)
    {
        for (ulong key = 0; key < (ulong)keys; key++) table.GetOrAdd(in key, WordRecord.Hash(in key), out _) = (long)key;
    }

    private static Dictionary<ulong, long> Contents<TRecord>(KeyedTable<ulong, TRecord, long> table) where TRecord : struct, IRecord<ulong>
    {
        var contents = new Dictionary<ulong, long>();
        TableCursor cursor = default;
        while (table.MoveNext(ref cursor)) contents.Add(table.KeyAt(cursor), table.ValueAt(cursor));
        return contents;
    }
}
