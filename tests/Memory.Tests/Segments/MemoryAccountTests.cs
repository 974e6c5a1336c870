namespace Millrace.Memory.Tests.Segments;

public sealed class MemoryAccountTests
{
    [Fact]
    public void An_account_serves_exactly_its_limit()
    {
        using var budget = new MemoryBudget(1 << 20);
        using MemoryAccount account = budget.CreateAccount("channel", 3 * Segment.StandardBytes);
        var segments = Enumerable.Range(0, 3).Select(_ => account.Rent()).ToList();

        Assert.False(account.TryRent(out _));
        Assert.False(account.TryRent(1, out _));
        Assert.Equal(account.LimitBytes, account.UsedBytes);

        account.Return(segments[0]);
        Assert.True(account.TryRent(Segment.StandardBytes / 2, out Segment half));
        Assert.False(account.TryRent(out _));
        segments[0] = half;
        segments.ForEach(account.Return);
        Assert.Equal(0, account.UsedBytes);
    }

    [Theory]
    [InlineData(0, 256)]
    [InlineData(256, 256)]
    [InlineData(257, 512)]
    [InlineData(32 * 1024, 32 * 1024)]
    [InlineData(32 * 1024 + 1, 64 * 1024)]
    [InlineData(3_000_000, 4 * 1024 * 1024)]
    public unsafe void Blocks_are_powers_of_two_aligned_to_64_bytes(int sizeBytes, int blockBytes)
    {
        using var budget = new MemoryBudget(16 << 20);
        using MemoryAccount account = budget.CreateAccount("rows", 8 << 20);
        Segment segment = account.Rent(sizeBytes);
        Assert.Equal(blockBytes, segment.SizeBytes);
        Assert.Equal(0, (long)segment.Address % 64);
        new Span<byte>(segment.Address, segment.SizeBytes).Fill(1);
        account.Return(segment);
        account.AssertNothingOutstanding();
    }

    [Fact]
    public void A_row_longer_than_the_largest_block_is_refused()
    {
        using var budget = new MemoryBudget(1 << 20);
        using MemoryAccount account = budget.CreateAccount("rows", 1 << 20);
        Assert.Throws<ArgumentOutOfRangeException>(() => account.TryRent(Segment.MaxRowBytes + 1, out _));
    }

    [Fact]
    public void Exhaustion_names_the_account_and_the_way_out()
    {
        using var budget = new MemoryBudget(1 << 20);
        using MemoryAccount account = budget.CreateAccount("state of hourly-delay", 64 * 1024);
        var error = Assert.Throws<MemoryExhaustedException>(() => account.Rent(128 * 1024));
        Assert.Equal("state of hourly-delay", error.AccountName);
        Assert.Contains("state of hourly-delay", error.Message, StringComparison.Ordinal);
        Assert.Contains("--memory", error.Message, StringComparison.Ordinal);
        Assert.Contains("--memory, or keep less state", error.Message, StringComparison.Ordinal);
        account.AssertNothingOutstanding();
    }

    [Fact]
    public void A_second_return_is_refused()
    {
        using var budget = new MemoryBudget(1 << 20);
        using MemoryAccount account = budget.CreateAccount("channel", 1 << 20);
        Segment segment = account.Rent();
        account.Return(segment);
        Assert.Throws<InvalidOperationException>(() => account.Return(segment));
        account.AssertNothingOutstanding();
    }

    [Fact]
    public void A_return_to_the_wrong_account_is_refused()
    {
        using var budget = new MemoryBudget(1 << 20);
        using MemoryAccount left = budget.CreateAccount("left", 1 << 18);
        using MemoryAccount right = budget.CreateAccount("right", 1 << 18);
        Segment segment = left.Rent();
        var error = Assert.Throws<InvalidOperationException>(() => right.Return(segment));
        Assert.Contains("'left'", error.Message, StringComparison.Ordinal);
        left.Return(segment);
    }

    [Fact]
    public void What_is_missing_is_listed()
    {
        using var budget = new MemoryBudget(1 << 20);
        using MemoryAccount account = budget.CreateAccount("channel 7", 1 << 20);
        Segment segment = account.Rent();
        Assert.Contains("channel 7", Assert.Single(budget.Outstanding()), StringComparison.Ordinal);
        Assert.Contains("channel 7", Assert.Throws<InvalidOperationException>(budget.AssertNothingOutstanding).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(account.AssertNothingOutstanding);
        account.Return(segment);
        budget.AssertNothingOutstanding();
    }

    [Fact]
    public void A_closed_account_leaves_its_share_and_its_memory_to_others()
    {
        using var budget = new MemoryBudget(1 << 20);
        MemoryAccount first = budget.CreateAccount("first", 1 << 20);
        var segments = Enumerable.Range(0, 32).Select(_ => first.Rent()).ToList();
        segments.ForEach(first.Return);
        first.Dispose();
        long committed = budget.CommittedBytes;

        using MemoryAccount second = budget.CreateAccount("second", 1 << 20);
        segments = Enumerable.Range(0, 32).Select(_ => second.Rent()).ToList();
        Assert.Equal(committed, budget.CommittedBytes);
        Assert.False(first.TryRent(out _));
        segments.ForEach(second.Return);
    }

    [Fact]
    public void The_share_of_a_closed_account_is_free_once_all_is_returned()
    {
        using var budget = new MemoryBudget(1 << 20);
        MemoryAccount first = budget.CreateAccount("first", 1 << 20);
        Segment segment = first.Rent();
        first.Dispose();
        Assert.Throws<MemoryExhaustedException>(() => budget.CreateAccount("second", 1 << 20));
        first.Return(segment);
        budget.CreateAccount("second", 1 << 20).Dispose();
    }

    [Fact]
    public async Task A_budget_disposed_under_load_frees_its_memory_after_the_last_return()
    {
        for (int round = 0; round < 20; round++)
        {
            var budget = new MemoryBudget(1 << 20);
            MemoryAccount account = budget.CreateAccount("busy", 1 << 20);
            Task[] renters = [.. Enumerable.Range(0, 2).Select(i => Task.Factory.StartNew(() =>
            {
                while (account.TryRent(out Segment segment)) account.Return(segment);
            }, TaskCreationOptions.LongRunning))];
            budget.Dispose();
            await Task.WhenAll(renters);
            Assert.Equal((0, 0), (budget.CommittedBytes, account.Outstanding));
        }
    }

    [Fact]
    public void A_disposed_budget_keeps_memory_until_the_last_return()
    {
        var budget = new MemoryBudget(1 << 20);
        MemoryAccount account = budget.CreateAccount("late", 1 << 20);
        Segment segment = account.Rent();
        account.Dispose();
        budget.Dispose();
        Assert.NotEqual(0, budget.CommittedBytes);
        account.Return(segment);
        Assert.Equal(0, budget.CommittedBytes);
    }

    [Fact]
    public void Free_blocks_of_one_size_serve_another_before_the_pool_grows_beyond_the_budget()
    {
        const int budgetBytes = 1 << 20;
        using var budget = new MemoryBudget(budgetBytes);
        using MemoryAccount account = budget.CreateAccount("mixed", budgetBytes);
        foreach (int sizeBytes in new[] { 256, 64 * 1024, 1024, 32 * 1024, 512, budgetBytes, 16 * 1024 })
        {
            var all = Enumerable.Range(0, budgetBytes / sizeBytes).Select(_ => account.Rent(sizeBytes)).ToList();
            Assert.False(account.TryRent(out _));
            all.ForEach(account.Return);
        }
        account.AssertNothingOutstanding();
        Assert.InRange(budget.CommittedBytes, 1, 2 * budgetBytes);
    }

    [Fact]
    public void Accounts_cannot_promise_more_than_the_budget()
    {
        using var budget = new MemoryBudget(1 << 20);
        using MemoryAccount account = budget.CreateAccount("most", 900_000);
        Assert.Throws<MemoryExhaustedException>(() => budget.CreateAccount("rest", 200_000));
    }

    [Fact]
    public void Rent_and_return_allocate_nothing_once_warm()
    {
        using var budget = new MemoryBudget(4 << 20);
        using MemoryAccount account = budget.CreateAccount("steady", 4 << 20);
        var held = new Segment[24];
        long before = 0;
        for (int round = 0; round < 200; round++)
        {
            if (round == 100) before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < held.Length; i++) held[i] = account.Rent(256 << (i % 10));
            foreach (Segment segment in held) account.Return(segment);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        account.AssertNothingOutstanding();
    }

#if DEBUG
    [Fact]
    public unsafe void Returned_memory_is_poisoned()
    {
        using var budget = new MemoryBudget(1 << 20);
        using MemoryAccount account = budget.CreateAccount("debug", 1 << 20);
        Segment segment = account.Rent();
        new Span<byte>(segment.Address, segment.SizeBytes).Clear();
        account.Return(segment);
        Assert.Equal(-1, new ReadOnlySpan<byte>(segment.Address, segment.SizeBytes).IndexOfAnyExcept(Segment.PoisonByte));
    }
#endif
}
