using Millrace.Runtime;
using Xunit.Abstractions;

namespace Millrace.Core.Tests.Runtime;

/// <summary>Batch mode in every interleaving: of subtasks, and of steps with the device that sorts beside.</summary>
public sealed class BatchSimulationTests(ITestOutputHelper output) : IDisposable
{
    private const int Rows = 6_000;

    private readonly string _temp = Directory.CreateTempSubdirectory("millrace-simulation").FullName;

    public void Dispose()
    {
        Assert.Empty(Directory.GetFileSystemEntries(_temp));
        Directory.Delete(_temp);
    }

    [Fact]
    public async Task Every_interleaving_gives_every_row_once_in_order_and_none_late()
    {
        const int Seeds = 40;
        long spilled = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            var collected = new Collected();
            await using var simulation = Simulation(seed, collected);
            await simulation.RunToEndAsync();
            Assert.Equal(0, simulation.Outstanding);
            Assert.Equal(0, collected.LateRows);
            Assert.Equal(Rows, collected.Rows.Distinct().Count());
            Assert.Equal(Rows, collected.Rows.Count);
            foreach (var subtask in collected.Subtasks)
            {
                Assert.Equal(subtask.Rows.Select(row => row.Time).Order(), subtask.Rows.Select(row => row.Time));
                // The watermark follows the rows: windows close while input is fed, and not all at the end.
                Assert.InRange(subtask.MostOpenWindows, 1, 4);
            }
            if (simulation.Metrics.Snapshot().SpilledBytes > 0) spilled++;
        }
        output.WriteLine($"{Seeds} interleavings, {spilled} with files.");
        Assert.True(spilled > Seeds / 2);
    }

    [Fact]
    public async Task Wherever_it_is_stopped_nothing_is_left()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            await using var simulation = Simulation(seed, new Collected());
            await simulation.StartAsync();
            simulation.Run(1 + seed * 10);
            await simulation.StopAsync();
            Assert.Equal(0, simulation.Outstanding);
            Assert.Empty(Directory.GetFileSystemEntries(_temp));
        }
    }

    private SimulatedExecution Simulation(int seed, Collected collected)
    {
        // Splits of one source that lie side by side in time, read in no particular order.
        var random = new Random(seed);
        (int, Event[])[] splits = [.. Enumerable.Range(0, 6).Select(i => (i, Enumerable.Range(0, Rows / 6).Select(r => new Event(r % 97, r * 6 + i, default)).OrderBy(row => row.Time + random.Next(300)).ToArray()))];
        var source = new ArraySource<Event>(splits) { RowsPerRead = 50 };
        var options = Jobs.Options(3) with { Mode = JobMode.Batch, TempDirectory = _temp };
        var graph = Jobs.Hashed(source, collected, 3, windowUs: 500, mode: JobMode.Batch);
        return new SimulatedExecution(graph, options with { MemoryBytes = JobMemory.Minimum(graph, options) }, seed, Duration.Milliseconds(seed % 5));
    }
}
