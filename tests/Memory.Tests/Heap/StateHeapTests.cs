namespace Millrace.Memory.Tests.Heap;

public sealed unsafe class StateHeapTests
{
    [Theory]
    [InlineData(1, 300)]
    [InlineData(2, 12_000)]
    [InlineData(3, 100_000)]
    public void Random_allocations_keep_their_content(int seed, int largest)
    {
        using var budget = new MemoryBudget(64 << 20);
        using MemoryAccount account = budget.CreateAccount("heap", 64 << 20);
        using var heap = new StateHeap(account);
        var random = new Random(seed);
        var live = new List<(nint Address, byte[] Content)>();
        for (int round = 0; round < 5_000; round++)
        {
            if (live.Count < 200 && random.Next(5) < 3)
            {
                byte[] content = new byte[(int)(largest * Math.Pow(random.NextDouble(), 3))];
                random.NextBytes(content);
                byte* block = heap.Allocate(content.Length);
                Assert.Equal(0, (long)block % 16);
                content.CopyTo(new Span<byte>(block, content.Length));
                live.Add(((nint)block, content));
            }
            else if (live.Count > 0)
            {
                int i = random.Next(live.Count);
                var (address, content) = live[i];
                Assert.True(new ReadOnlySpan<byte>((void*)address, content.Length).SequenceEqual(content));
                heap.Free((byte*)address, content.Length);
                live[i] = live[^1];
                live.RemoveAt(live.Count - 1);
            }
            if (round == 2_500)
            {
                heap.Clear();
                live.Clear();
                account.AssertNothingOutstanding();
            }
        }
        foreach (var (address, content) in live) heap.Free((byte*)address, content.Length);
        Assert.Equal(0, heap.AllocatedBytes);
        heap.Dispose();
        account.AssertNothingOutstanding();
    }

    [Fact]
    public void A_heap_with_little_in_it_takes_little()
    {
        using var budget = new MemoryBudget(1 << 20);
        using MemoryAccount account = budget.CreateAccount("pane", 1 << 20);
        using var heap = new StateHeap(account);
        heap.Allocate(100);
        Assert.Equal(256, account.UsedBytes);
    }

    [Fact]
    public void Freed_memory_is_used_again()
    {
        using var budget = new MemoryBudget(1 << 20);
        using MemoryAccount account = budget.CreateAccount("rolling", 1 << 20);
        using var heap = new StateHeap(account);
        for (int i = 0; i < 100_000; i++)
        {
            byte* block = heap.Allocate(40 + i % 3);
            heap.Free(block, 40 + i % 3);
        }
        Assert.Equal(256, account.UsedBytes);
    }

    [Fact]
    public void An_account_too_small_for_the_next_doubling_still_gives_what_fits()
    {
        using var budget = new MemoryBudget(64 * 1024);
        using MemoryAccount account = budget.CreateAccount("small", 1024);
        using var heap = new StateHeap(account);
        for (int i = 0; i < 8; i++) heap.Allocate(128);
        var error = Assert.Throws<MemoryExhaustedException>(() => heap.Allocate(128));
        Assert.Equal("small", error.AccountName);
        Assert.Equal(1024, heap.AllocatedBytes);
    }
}
