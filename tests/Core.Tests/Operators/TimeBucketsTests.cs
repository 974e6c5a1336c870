using Millrace.Memory;
using Millrace.Operators;

namespace Millrace.Core.Tests.Operators;

public sealed class TimeBucketsTests
{
    [Theory]
    [InlineData(1, 5_000)]
    [InlineData(2, 1_000_000)]
    [InlineData(3, 1L << 40)]
    [InlineData(4, 1)]
    public void Entries_are_taken_in_order_of_time_and_not_before_they_are_due(int seed, long aheadUs)
    {
        using var budget = new MemoryBudget(64 << 20);
        var random = new Random(seed);
        var expected = new PriorityQueue<int, long>();
        using (var buckets = new TimeBuckets<(long Time, int Id)>(budget.CreateAccount("state", 32 << 20)))
        {
            long now = -5_000;
            for (int i = 0; i < 100_000; i++)
            {
                // Some are due already when they come.
                long time = now + random.NextInt64(-500, aheadUs);
                buckets.Add(time, (time, i));
                expected.Enqueue(i, time);
                if (i % 10 != 0) continue;
                now += random.NextInt64(aheadUs / 25 + 1);
                while (buckets.TryTake(now, out var entry))
                {
                    Assert.True(expected.TryDequeue(out _, out long first));
                    Assert.Equal(first, entry.Time);
                    Assert.InRange(entry.Time, long.MinValue, now);
                }
                Assert.False(expected.TryPeek(out _, out long next) && next <= now);
                Assert.Equal(expected.Count, buckets.Count);
            }
        }
        budget.AssertNothingOutstanding();
    }

    [Fact]
    public void Times_further_apart_than_a_number_counts_are_taken_in_order()
    {
        using var budget = new MemoryBudget(1 << 20);
        using (var buckets = new TimeBuckets<long>(budget.CreateAccount("state", 1 << 20)))
        {
            foreach (long time in (long[])[-5L << 60, 5L << 60, 7, long.MaxValue, long.MinValue]) buckets.Add(time, time);
            List<long> taken = [];
            while (buckets.TryTake(long.MaxValue, out long time)) taken.Add(time);
            Assert.Equal([long.MinValue, -5L << 60, 7, 5L << 60, long.MaxValue], taken);
        }
        budget.AssertNothingOutstanding();
    }
}
