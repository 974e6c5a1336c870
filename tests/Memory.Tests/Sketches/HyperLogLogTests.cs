namespace Millrace.Memory.Tests.Sketches;

public sealed unsafe class HyperLogLogTests : IDisposable
{
    private readonly MemoryBudget _budget = new(64 << 20);
    private readonly MemoryAccount _account;
    private readonly StateHeap _heap;

    public HyperLogLogTests()
    {
        _account = _budget.CreateAccount("state", 32 << 20);
        _heap = new StateHeap(_account);
    }

    public void Dispose()
    {
        _heap.Dispose();
        _account.Dispose();
        _budget.AssertNothingOutstanding();
        _budget.Dispose();
    }

    /// <summary>Distances between values: identifiers, prices, minutes and hours in microseconds, multiples of powers of two.</summary>
    public static TheoryData<ulong> Steps => [1, 2, 3, 7, 10, 100, 1_000, 4_096, 1_000_000, 60_000_000, 3_600_000_000, 1UL << 40, 1UL << 45, 123_456_789];

    [Theory, MemberData(nameof(Steps))]
    public void Progressions_are_counted_within_three_standard_errors(ulong step)
    {
        HyperLogLog log = default;
        for (ulong i = 1; i <= 300_000; i++)
        {
            log.Add(KeyHash.Word(5_000_000 + i * step), _heap);
            if (i <= HyperLogLog.MostExact) Assert.Equal((long)i, log.Count);
            else if (i is 193 or 300 or 1_000 or 4_096 or 10_000 or 50_000 or 300_000) Assert.InRange((double)log.Count / i, 1 - 3 * 0.01625, 1 + 3 * 0.01625);
        }
    }

    [Theory]
    [InlineData(200)]
    [InlineData(3_000)]
    [InlineData(12_000)]
    [InlineData(100_000)]
    public void The_error_is_1_6_percent_and_without_bias(int values)
    {
        const int Rounds = 200;
        double sum = 0, squares = 0;
        for (int seed = 0; seed < Rounds; seed++)
        {
            HyperLogLog log = default;
            var random = new Random(seed);
            for (int i = 0; i < values; i++) log.Add((ulong)random.NextInt64(), _heap);
            double error = (double)log.Count / values - 1;
            sum += error;
            squares += error * error;
            _heap.Clear();
        }
        Assert.InRange(Math.Sqrt(squares / Rounds), 0, 0.018);
        // Three standard errors of the mean of that many.
        Assert.InRange(sum / Rounds, -0.0035, 0.0035);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(HyperLogLog.MostExact)]
    [InlineData(HyperLogLog.MostExact + 1)]
    [InlineData(20_000)]
    public void Values_seen_before_change_nothing(int values)
    {
        HyperLogLog log = default;
        for (int i = 0; i < values; i++) log.Add(KeyHash.Word((ulong)i), _heap);
        long count = log.Count;
        long bytes = _heap.AllocatedBytes;
        for (int i = values - 1; i >= 0; i--) log.Add(KeyHash.Word((ulong)i), _heap);
        Assert.Equal(count, log.Count);
        Assert.Equal(bytes, _heap.AllocatedBytes);
    }

    [Theory]
    [InlineData(1, 2, 100)]
    [InlineData(2, 2, 300)]
    [InlineData(3, 7, 1_000)]
    [InlineData(4, 50, 5_000)]
    [InlineData(5, 2, 50_000)]
    public void Merged_parts_count_what_the_whole_counts(int seed, int parts, int values)
    {
        var random = new Random(seed);
        var logs = new HyperLogLog[parts];
        HyperLogLog whole = default, merged = default;
        for (int i = 0; i < values; i++)
        {
            ulong hash = KeyHash.Word((ulong)random.Next(values));
            whole.Add(hash, _heap);
            // Parts of very different sizes: exact ones meet registers both ways round.
            logs[(int)(Math.Pow(random.NextDouble(), 4) * parts)].Add(hash, _heap);
        }
        foreach (var log in logs) merged.UnionWith(in log, _heap);
        merged.UnionWith(default, _heap);
        Assert.Equal(whole.Count, merged.Count);
        for (int i = parts - 1; i >= 0; i--) logs[parts - 1].UnionWith(in logs[i], _heap);
        Assert.Equal(whole.Count, logs[parts - 1].Count);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 32)]
    [InlineData(3, 32)]
    [InlineData(4, 64)]
    [InlineData(HyperLogLog.MostExact, 2_048)]
    [InlineData(HyperLogLog.MostExact + 1, 4_096)]
    [InlineData(100_000, 4_096)]
    public void Memory_follows_the_count_and_ends_at_4_KiB(int values, int expectedBytes)
    {
        HyperLogLog log = default;
        for (int i = 0; i < values; i++) log.Add(KeyHash.Word((ulong)i), _heap);
        Assert.Equal(expectedBytes, log.SizeBytes);
        Assert.Equal(expectedBytes, _heap.AllocatedBytes);
        log.Release(_heap);
        Assert.Equal(0, _heap.AllocatedBytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(5_000)]
    public void A_moved_count_can_be_merged_where_it_is(int values)
    {
        HyperLogLog log = default, merged = default;
        for (int i = 0; i < values; i++) log.Add(KeyHash.Word((ulong)i), _heap);
        HyperLogLog kept = _heap.Keep<HyperLogLog, SketchRecord>(in log);
        // To another process and an odd address.
        byte[] bytes = new byte[kept.SizeBytes + 1];
        fixed (byte* at = bytes)
        {
            var area = new TextArea(at + 1, kept.SizeBytes);
            kept.Move(ref area);
            byte[] received = [.. bytes];
            fixed (byte* there = received)
            {
                kept.Rebase(new Rebase((ulong)at, (ulong)there, received.Length));
                bytes.AsSpan().Fill(0xFF);
                Assert.Equal(log.Count, kept.Count);
                merged.UnionWith(in kept, _heap);
            }
        }
        Assert.Equal(log.Count, merged.Count);
    }

    [Fact]
    public void A_count_whose_content_lies_elsewhere_is_corrupt()
    {
        HyperLogLog log = default;
        log.Add(1, _heap);
        Assert.Throws<InvalidDataException>(() => log.Rebase(new Rebase(0x1000, 0x2000, 32)));
    }

    [Fact]
    public void A_set_without_a_free_slot_is_corrupt()
    {
        HyperLogLog log = default;
        log.Add(1, _heap);
        byte[] bytes = new byte[log.SizeBytes];
        fixed (byte* at = bytes)
        {
            var area = new TextArea(at, bytes.Length);
            log.Move(ref area);
            bytes.AsSpan().Fill(1);
            var rebase = new Rebase((ulong)at, (ulong)at, bytes.Length);
            Assert.Throws<InvalidDataException>(() => log.Rebase(in rebase));
        }
    }

    [Fact]
    public void A_merged_count_does_not_share_memory_with_its_parts()
    {
        HyperLogLog part = default, merged = default;
        for (ulong i = 0; i < 100; i++) part.Add(i, _heap);
        merged.UnionWith(in part, _heap);
        for (ulong i = 100; i < 150; i++) merged.Add(i, _heap);
        Assert.Equal((100, 150), (part.Count, merged.Count));
    }

    [Fact]
    public void Adding_and_merging_allocate_no_managed_memory()
    {
        HyperLogLog log = default, other = default;
        // Counted before: the heap's segments, and the code.
        Fill(ref log, ref other);
        _heap.Clear();
        log = other = default;
        long before = GC.GetAllocatedBytesForCurrentThread();
        Fill(ref log, ref other);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Fill(ref HyperLogLog log, ref HyperLogLog other)
        {
            for (int i = 0; i < 10_000; i++)
            {
                log.Add(KeyHash.Word((ulong)i), _heap);
                other.Add(KeyHash.Word((ulong)i * 3), _heap);
            }
            log.UnionWith(in other, _heap);
        }
    }
}
