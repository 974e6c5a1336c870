using Millrace.Operators;

namespace Millrace.Core.Tests.Operators;

public sealed class VarianceSlotTests
{
    [Fact]
    public void Of_no_values_everything_is_NaN()
    {
        VarianceSlot slot = default;
        slot.Merge(default);
        Assert.Equal(0, slot.Count);
        Assert.Equal([double.NaN, double.NaN, double.NaN, double.NaN], Results(slot));
    }

    [Fact]
    public void One_value_has_no_sample_variance_and_no_spread()
    {
        VarianceSlot slot = default;
        slot.Add(0.1);
        Assert.Equal([double.NaN, double.NaN, 0, 0], Results(slot));
    }

    [Fact]
    public void The_sample_divides_by_one_less_than_the_population()
    {
        VarianceSlot slot = default;
        foreach (double value in new[] { 2.0, 4, 4, 4, 5, 5, 7, 9 }) slot.Add(value);
        Assert.Equal(4, slot.PopulationVariance, 14);
        Assert.Equal(2, slot.PopulationStandardDeviation, 14);
        Assert.Equal(32.0 / 7, slot.Variance, 14);
        Assert.Equal(Math.Sqrt(32.0 / 7), slot.StandardDeviation, 14);
    }

    [Fact]
    public void Equal_values_have_no_variance_however_large()
    {
        VarianceSlot slot = default, other = default;
        for (int i = 0; i < 1_000; i++)
        {
            slot.Add(1e17 / 3);
            other.Add(1e17 / 3);
        }
        slot.Merge(in other);
        Assert.Equal(0, slot.Variance);
    }

    [Fact]
    public void A_large_mean_does_not_swallow_a_small_spread()
    {
        // The sum of squares would be 1e22: not one digit of the variance would be left.
        VarianceSlot slot = default;
        foreach (double value in new[] { 4.0, 7, 13, 16 }) slot.Add(1e9 + value);
        Assert.Equal(30, slot.Variance, 12);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 7)]
    [InlineData(3, 100)]
    public void Merged_parts_of_any_size_give_the_variance_of_the_whole(int seed, int parts)
    {
        var random = new Random(seed);
        var slots = new VarianceSlot[parts];
        double[] values = [.. Enumerable.Range(0, 1_000).Select(_ => 1e6 + random.NextDouble())];
        // Many parts stay empty or have one value.
        foreach (double value in values) slots[(int)(Math.Pow(random.NextDouble(), 3) * parts)].Add(value);
        VarianceSlot whole = default;
        foreach (var slot in slots) whole.Merge(in slot);
        double mean = values.Average();
        Assert.Equal(values.Length, whole.Count);
        Assert.Equal(values.Sum(value => (value - mean) * (value - mean)) / 999, whole.Variance, 10);
    }

    private static double[] Results(VarianceSlot slot) =>
        [slot.Variance, slot.StandardDeviation, slot.PopulationVariance, slot.PopulationStandardDeviation];
}
