using System.Collections.Concurrent;

namespace Millrace.Memory.Tests.Segments;

public sealed class ConcurrentRentTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Random_rents_and_returns_on_several_threads_end_with_nothing_outstanding(int seed)
    {
        const int accountCount = 3, threadCount = 4, rounds = 20_000;
        using var budget = new MemoryBudget(6 << 20);
        MemoryAccount[] accounts = [.. Enumerable.Range(0, accountCount).Select(i => budget.CreateAccount($"account {i}", 2 << 20))];
        // Segments handed over: another thread returns them.
        var handedOver = new ConcurrentQueue<Segment>();
        int overlaps = 0;

        unsafe void Run(int thread)
        {
            var random = new Random(seed * 100 + thread);
            var mine = new List<Segment>();
            for (int round = 0; round < rounds; round++)
            {
                if (random.Next(2) == 0)
                {
                    int sizeBytes = random.Next(4) == 0 ? 1 << random.Next(8, 18) : Segment.StandardBytes;
                    if (!accounts[random.Next(accountCount)].TryRent(sizeBytes, out Segment segment)) continue;
                    // Whoever else wrote here would be seen at the return.
                    *(int*)segment.Address = thread;
                    *(Segment.MinBytes / 4 - 1 + (int*)segment.Address) = round;
                    segment.Kind = round;
                    mine.Add(segment);
                }
                else if (mine.Count > 0)
                {
                    int i = random.Next(mine.Count);
                    Segment segment = mine[i];
                    mine.RemoveAt(i);
                    if (*(int*)segment.Address != thread || *(Segment.MinBytes / 4 - 1 + (int*)segment.Address) != segment.Kind) Interlocked.Increment(ref overlaps);
                    if (random.Next(3) == 0) handedOver.Enqueue(segment);
                    else segment.Account.Return(segment);
                }
                if (random.Next(3) == 0 && handedOver.TryDequeue(out var other)) other.Account.Return(other);
            }
            foreach (Segment segment in mine) segment.Account.Return(segment);
        }

        await Task.WhenAll(Enumerable.Range(0, threadCount).Select(thread => Task.Factory.StartNew(() => Run(thread), TaskCreationOptions.LongRunning)));
        while (handedOver.TryDequeue(out var rest)) rest.Account.Return(rest);

        Assert.Equal(0, overlaps);
        budget.AssertNothingOutstanding();
        Assert.All(accounts, account => Assert.Equal((0, 0), (account.Outstanding, account.UsedBytes)));
    }

    [Fact]
    public async Task Within_its_limit_an_account_is_always_served()
    {
        // Four threads that hold at most four segments each of an account of sixteen: a failure would be spurious.
        using var budget = new MemoryBudget(16 * Segment.StandardBytes);
        using MemoryAccount account = budget.CreateAccount("exact", 16 * Segment.StandardBytes);
        int failures = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Factory.StartNew(() =>
        {
            var mine = new Stack<Segment>();
            for (int round = 0; round < 5_000; round++)
            {
                while (mine.Count < 4)
                {
                    if (account.TryRent(out Segment segment)) mine.Push(segment);
                    else { Interlocked.Increment(ref failures); break; }
                    // A rent that must fail takes nothing from the others.
                    if (account.TryRent(Segment.StandardBytes * 32, out _)) Interlocked.Increment(ref failures);
                }
                while (mine.TryPop(out var segment)) account.Return(segment);
            }
        }, TaskCreationOptions.LongRunning)));
        Assert.Equal(0, failures);
        account.AssertNothingOutstanding();
    }
}
