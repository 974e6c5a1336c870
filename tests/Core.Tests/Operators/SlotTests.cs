using Millrace.Memory;
using Millrace.Operators;
using Millrace.Records;

namespace Millrace.Core.Tests.Operators;

public sealed class SlotTests : IDisposable
{
    private readonly MemoryBudget _budget = new(64 << 20);
    private readonly MemoryAccount _account;
    private readonly StateHeap _heap;

    public SlotTests()
    {
        _account = _budget.CreateAccount("state", 32 << 20);
        _heap = new StateHeap(_account);
    }

    public void Dispose()
    {
        _heap.Dispose();
        _budget.AssertNothingOutstanding();
        _budget.Dispose();
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 10)]
    [InlineData(3, 5_000)]
    public void Distinct_values_are_counted_exactly_also_when_merged(int seed, int values)
    {
        var random = new Random(seed);
        DistinctSlot<Utf8String, Utf8StringRecord> first = default, second = default;
        var expected = new HashSet<string>();
        for (int i = 0; i < values; i++)
        {
            int number = random.Next(values);
            string text = number % 2 == 0 ? $"a value that is not inline {number}" : $"v{number}";
            expected.Add(text);
            Utf8String value = text;
            if (random.Next(2) == 0) first.Add(in value, _heap);
            else second.Add(in value, _heap);
        }
        first.Merge(in second, _heap);
        Assert.Equal(expected.Count, first.Result);
    }

    [Fact]
    public void A_sum_that_does_not_fit_is_an_error_and_not_a_wrong_number()
    {
        SumSlot<long> sum = default;
        sum.Add(long.MaxValue);
        Assert.Throws<OverflowException>(() => sum.Add(1));
        SumSlot<double> doubles = default;
        doubles.Add(double.MaxValue);
        doubles.Add(double.MaxValue);
        Assert.Equal(double.PositiveInfinity, doubles.Result);
    }

    [Fact]
    public void Averages_of_integers_are_exact_beyond_the_range_of_a_double()
    {
        AverageSlot<long> average = default;
        average.Add((1L << 53) + 1);
        average.Add(-(1L << 53));
        Assert.Equal(0.5, average.Result);
        DecimalAverageSlot decimals = default;
        decimals.Add(0.1m);
        decimals.Add(0.2m);
        Assert.Equal(0.15m, decimals.Result);
    }

    [Fact]
    public void Averages_of_long_integers_do_not_overflow_and_match_a_wide_sum()
    {
        var random = new Random(7);
        LongAverageSlot average = default, other = default;
        Assert.Equal(double.NaN, average.Result);
        Int128 sum = 0;
        for (int i = 1; i <= 2_000; i++)
        {
            long value = (i % 5) switch { 0 => long.MaxValue, 1 => long.MinValue, 2 => -1, 3 => random.NextInt64(long.MinValue, long.MaxValue), _ => i };
            sum += value;
            LongAverageSlot one = default;
            one.Add(value);
            if (i % 3 == 0) average.Merge(in one);
            else average.Add(value);
            other.Add(-i);
            average.Merge(in other);
            average.Retract(in other);
            Assert.Equal((double)sum / i, average.Result);
            Assert.Equal(i, average.Count);
        }
    }

    [Fact]
    public void Of_equal_times_First_keeps_the_first_row_and_Last_the_last()
    {
        FirstSlot<int, Int32Record> first = default;
        LastSlot<int, Int32Record> last = default;
        int[] values = [1, 2, 3, 4];
        long[] times = [20, 10, 10, 20];
        for (int i = 0; i < values.Length; i++)
        {
            first.Add(in values[i], times[i], _heap);
            last.Add(in values[i], times[i], _heap);
        }
        Assert.Equal(2, first.Result);
        Assert.Equal(4, last.Result);
    }

    [Fact]
    public void An_aggregate_of_the_users_starts_from_what_it_creates()
    {
        var product = new Product();
        AggregateSlot<long, Int64Record> one = default, other = default;
        foreach (int value in new[] { 2, 3 }) one.Add<int, long, Product>(ref product, in value, _heap);
        int seven = 7;
        other.Add<int, long, Product>(ref product, in seven, _heap);
        one.Merge<int, long, Product>(ref product, in other, _heap);
        one.Merge<int, long, Product>(ref product, default, _heap);
        Assert.Equal(42, one.Result<int, long, Product>(ref product));
    }

    [Fact]
    public void An_aggregate_of_no_values_is_the_result_of_what_it_creates()
    {
        var product = new Product();
        AggregateSlot<long, Int64Record> none = default;
        Assert.Equal(1, none.Result<int, long, Product>(ref product));
    }

    private readonly struct Product : IAggregate<int, long, long>
    {
        public long Create() => 1;
        public void Add(ref long acc, in int value) => acc *= value;
        public void Merge(ref long acc, in long other) => acc *= other;
        public long Result(in long acc) => acc;
    }
}
