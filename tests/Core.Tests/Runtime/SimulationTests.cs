using Millrace.Runtime;

namespace Millrace.Core.Tests.Runtime;

public class SimulationTests
{
    [Fact]
    public async Task The_same_seed_gives_the_same_interleaving()
    {
        var (first, firstRows) = await Simulate(seed: 7);
        var (second, secondRows) = await Simulate(seed: 7);
        var (other, otherRows) = await Simulate(seed: 8);
        Assert.Equal(first, second);
        Assert.Equal(firstRows, secondRows);
        Assert.NotEqual(first, other);
        Assert.Equal(firstRows.Order(), otherRows.Order());
        Assert.True(first.Count > 50);
    }

    [Fact]
    public async Task Every_interleaving_gives_every_row_once_and_none_late()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            var (_, rows) = await Simulate(seed);
            Assert.Equal(16_000, rows.Count);
            Assert.Equal(16_000, rows.Distinct().Count());
        }
    }

    private static async Task<(IReadOnlyList<SimulatedStep> Trace, List<(long Key, long Time, string Text)> Rows)> Simulate(int seed)
    {
        var collected = new Collected();
        (int, Event[])[] splits = [.. Jobs.Splits(0, 8, 1_000, stepUs: 2), .. Jobs.Splits(1, 8, 1_000, startUs: 1, stepUs: 2)];
        await using var simulation = new SimulatedExecution(Jobs.Hashed(new ArraySource<Event>(splits) { RowsPerRead = 50 }, collected, 4, windowUs: 500),
            Jobs.Options(4) with { MemoryBytes = 16 << 20 }, seed, Duration.Milliseconds(seed % 5));
        await simulation.RunToEndAsync();
        Assert.Equal(0, simulation.Outstanding);
        Assert.Equal(0, collected.LateRows);
        return (simulation.Trace, collected.Rows);
    }
}
