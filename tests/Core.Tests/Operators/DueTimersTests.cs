using Millrace.Memory;
using Millrace.Operators;
using Millrace.Records;

namespace Millrace.Core.Tests.Operators;

public sealed class DueTimersTests
{
    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 10_000)]
    [InlineData(3, 100_000_000)]
    public void What_comes_to_wait_while_others_are_looked_at_keeps_to_its_time(int seed, long rangeUs)
    {
        using var budget = new MemoryBudget(64 << 20);
        var account = budget.CreateAccount("state", 32 << 20);
        using (var heap = new StateHeap(account))
        using (var table = new KeyedTable<ulong, UInt64Record, long>(account, heap, 1))
        using (var timers = new DueTimers<ulong>(account))
        {
            var random = new Random(seed);
            var expected = new PriorityQueue<ulong, long>();
            ulong key = 0;
            void Add(long time)
            {
                key++;
                timers.Add(time, new TimerCheck<ulong>(key, 0), UInt64Record.Hash(in key));
                expected.Enqueue(key, time);
            }
            long now = 0;
            for (int round = 0; round < 200; round++)
            {
                for (int i = random.Next(1_000); i > 0; i--) Add(now + random.NextInt64(rangeUs));
                now += random.NextInt64(rangeUs);
                while (timers.TryTake(now, table, out var due))
                {
                    Assert.True(expected.TryDequeue(out _, out long first));
                    Assert.Equal(first, due.Time);
                    Assert.Equal(UInt64Record.Hash(due.Key), due.Hash);
                    // Some set timers again, a few of them several, some at once.
                    for (int again = random.Next(20) - 16; again > 0; again--)
                    {
                        long time = due.Time + random.NextInt64(-3, rangeUs / 8 + 1);
                        Add(Math.Max(time, due.Time));
                    }
                    Assert.Equal(expected.Count, timers.Count);
                }
                Assert.False(expected.TryPeek(out _, out long next) && next <= now);
            }
        }
        budget.AssertNothingOutstanding();
    }
}
