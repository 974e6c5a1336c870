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

    [Theory]
    [InlineData(1, 300_000, 3_600_000_000)]
    [InlineData(2, 300_000, 40_000)]
    [InlineData(3, 100_000, 3)]
    [InlineData(4, 3_000, 1L << 55)]
    public void All_that_waits_is_taken_in_order_by_the_batch(int seed, int count, long rangeUs)
    {
        using var budget = new MemoryBudget(128 << 20);
        var random = new Random(seed);
        using (var buckets = new TimeBuckets<int>(budget.CreateAccount("state", 96 << 20)))
        {
            var waiting = new HashSet<(long, int)>();
            int id = 0;
            void Add(long time)
            {
                buckets.Add(time, id);
                waiting.Add((time, id++));
            }
            for (int i = 0; i < count; i++) Add(random.NextInt64(-rangeUs, rangeUs));
            var taken = new TimedEntry<int>[100];
            long last = long.MinValue;
            for (int round = 0; waiting.Count > 0; round++)
            {
                long until = round == 0 ? -rangeUs / 2 : long.MaxValue;
                int most = random.Next(1, taken.Length);
                Assert.Equal(waiting.Count, buckets.Count);
                Assert.InRange(buckets.NextTime, long.MinValue, waiting.Count < 3_000 ? waiting.Min(entry => entry.Item1) : long.MaxValue);
                int got = buckets.Take(until, taken.AsSpan(0, most));
                Assert.True(got > 0 || until < long.MaxValue);
                foreach (var entry in taken.AsSpan(0, got))
                {
                    Assert.InRange(entry.Time, last, until);
                    last = entry.Time;
                    Assert.True(waiting.Remove((entry.Time, entry.Entry)));
                }
                // Some come to what is being taken.
                if (round % 10 == 0 && id < 2 * count) Add(Math.Max(last, -rangeUs) + random.NextInt64(rangeUs / 100 + 1));
            }
            Assert.Equal(0, buckets.Count);
            Assert.Equal(long.MaxValue, buckets.NextTime);
        }
        budget.AssertNothingOutstanding();
    }

    [Fact]
    public void The_first_and_the_last_of_all_times_can_wait_together()
    {
        using var budget = new MemoryBudget(16 << 20);
        using (var buckets = new TimeBuckets<int>(budget.CreateAccount("state", 8 << 20)))
        {
            for (int i = 0; i < 2_000; i++)
            {
                buckets.Add(long.MaxValue, 3);
                buckets.Add(long.MinValue, 1);
                buckets.Add(0, 2);
            }
            var order = new List<int>();
            while (buckets.TryTake(long.MaxValue, out int entry)) order.Add(entry);
            Assert.Equal(6_000, order.Count);
            Assert.Equal(order.Order(), order);
        }
        budget.AssertNothingOutstanding();
    }

    [Fact]
    public void What_is_left_when_memory_runs_out_is_given_back()
    {
        using var budget = new MemoryBudget(4 << 20);
        using (var buckets = new TimeBuckets<long>(budget.CreateAccount("state", 600 << 10)))
        {
            var random = new Random(1);
            Assert.Throws<MemoryExhaustedException>(() =>
            {
                for (int i = 0; i < 1_000_000; i++) buckets.Add(random.NextInt64(1_000_000_000), 1);
            });
            // Dividing needs memory too.
            Assert.Throws<MemoryExhaustedException>(() => buckets.TryTake(long.MaxValue, out _));
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
