using Xunit.Abstractions;

namespace Millrace.Memory.Tests.Sketches;

public sealed unsafe class QuantileSketchTests : IDisposable
{
    private readonly ITestOutputHelper _output;
    private readonly MemoryBudget _budget = new(64 << 20);
    private readonly MemoryAccount _account;
    private readonly StateHeap _heap;

    public QuantileSketchTests(ITestOutputHelper output)
    {
        _output = output;
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

    [Fact]
    public void Few_numbers_have_exact_quantiles_whole_or_merged()
    {
        int cases = 0;
        for (int seed = 0; seed < 600; seed++)
        {
            var random = new Random(seed);
            double[] numbers = Numbers(random, random.Next(1, QuantileSketch.MostExact + 1), random.Next(5));
            var parts = new QuantileSketch[random.Next(1, 5)];
            foreach (double number in numbers) parts[random.Next(parts.Length)].Add(number, _heap);
            QuantileSketch merged = default;
            foreach (var part in parts) merged.Merge(in part, _heap);
            double[] sorted = [.. numbers.Order()];
            foreach (double share in new[] { 0, 0.01, 0.25, 0.5, 0.9, 0.999, 1, random.NextDouble() })
            {
                Assert.Equal(sorted[Math.Max(1, (int)Math.Ceiling(share * sorted.Length)) - 1], merged.Quantile(share));
                cases++;
            }
            foreach (var part in parts) part.Release(_heap);
            merged.Release(_heap);
            Assert.Equal(0, _heap.AllocatedBytes);
        }
        _output.WriteLine($"{cases} quantiles");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    public void Many_numbers_have_quantiles_near_their_rank(int parts)
    {
        int cases = 0, far = 0;
        double squares = 0;
        for (int seed = 0; seed < 250; seed++)
        {
            var random = new Random(seed);
            int count = 500 << random.Next(7);
            double[] numbers = Numbers(random, count, seed % 5);
            var sketches = new QuantileSketch[parts];
            // Parts of very different sizes: exact ones meet sketches both ways round.
            foreach (double number in numbers) sketches[(int)(Math.Pow(random.NextDouble(), 3) * parts)].Add(number, _heap);
            QuantileSketch merged = default;
            foreach (var sketch in sketches) merged.Merge(in sketch, _heap);
            Assert.Equal(count, merged.Count);
            Assert.InRange(merged.SizeBytes, 0, 12_800);
            Array.Sort(numbers);
            foreach (double share in new[] { 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99 })
            {
                double found = merged.Quantile(share);
                // The ranks that the number has, which are several where it comes several times.
                int low = Array.FindIndex(numbers, number => number >= found), high = Array.FindLastIndex(numbers, number => number <= found) + 1;
                Assert.Equal(found, numbers[low]);
                double error = share * count < low ? low - share * count : share * count > high ? share * count - high : 0;
                error /= count;
                squares += error * error;
                if (error > 0.01) far++;
                Assert.InRange(error, 0, 0.025);
                cases++;
            }
            _heap.Clear();
        }
        _output.WriteLine($"{cases} quantiles, standard error of rank {Math.Sqrt(squares / cases):P2}, {far} further than 1 %");
        Assert.InRange((double)far / cases, 0, 0.01);
    }

    [Fact]
    public void The_same_numbers_give_the_same_sketch()
    {
        QuantileSketch first = default, second = default;
        var random = new Random(1);
        for (int i = 0; i < 50_000; i++)
        {
            double number = random.NextDouble();
            first.Add(number, _heap);
            second.Add(number, _heap);
        }
        for (double share = 0; share <= 1; share += 0.01) Assert.Equal(first.Quantile(share), second.Quantile(share));
    }

    [Fact]
    public void A_moved_sketch_is_checked_and_goes_on()
    {
        foreach (int count in new[] { 0, 1, 5, 400, 401, 10_000 })
        {
            QuantileSketch sketch = default;
            for (int i = 0; i < count; i++) sketch.Add(i * 7919 % 10_007, _heap);
            var moved = sketch;
            int bytes = sketch.SizeBytes;
            byte* room = _heap.Allocate(bytes + 16), other = _heap.Allocate(bytes + 16);
            // At an odd address, as behind text of any length.
            var area = new TextArea(room + 3, bytes);
            moved.Move(ref area);
            new Span<byte>(room, bytes + 16).CopyTo(new Span<byte>(other, bytes + 16));
            moved.Rebase(new Rebase((ulong)room, (ulong)other, bytes + 16));
            QuantileSketch merged = default;
            merged.Merge(in moved, _heap);
            if (count > 0) Assert.Equal(sketch.Quantile(0.3), merged.Quantile(0.3));
            else Assert.Equal(double.NaN, merged.Quantile(0.3));
            if (count > 400)
            {
                other[3] ^= 1;
                var corrupt = moved;
                Assert.Throws<InvalidDataException>(() => corrupt.Rebase(new Rebase((ulong)other, (ulong)other, bytes + 16)));
            }
        }
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_share_is_from_0_to_1(double share)
    {
        QuantileSketch sketch = default;
        sketch.Add(1, _heap);
        Assert.Throws<ArgumentOutOfRangeException>(() => sketch.Quantile(share));
    }

    [Fact]
    public void NaN_comes_before_all_others()
    {
        QuantileSketch sketch = default;
        foreach (double number in new[] { 3, double.NaN, -1, 2 }) sketch.Add(number, _heap);
        Assert.Equal(double.NaN, sketch.Quantile(0));
        Assert.Equal(-1, sketch.Quantile(0.5));
        Assert.Equal(3, sketch.Quantile(1));
    }

    private static double[] Numbers(Random random, int count, int kind)
    {
        var numbers = new double[count];
        for (int i = 0; i < count; i++)
        {
            numbers[i] = kind switch
            {
                0 => random.NextDouble(),
                1 => random.Next(-60, 60),
                2 => i,
                3 => -i,
                _ => Math.Exp(20 * random.NextDouble()),
            };
        }
        return numbers;
    }
}
