using Millrace.Runtime;
using Xunit.Abstractions;

namespace Millrace.Core.Tests.Runtime.Loops;

/// <summary>Rows of a loop that do not fit into memory, and what is left of them however a job ends.</summary>
public sealed class LoopSpillTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _temp = Directory.CreateTempSubdirectory("millrace-loops").FullName;

    public void Dispose()
    {
        Assert.Empty(Directory.GetFileSystemEntries(_temp));
        Directory.Delete(_temp);
    }

    [Fact]
    public async Task Rows_that_multiply_go_to_disk_and_come_back_once_each()
    {
        int cases = 0, spilled = 0;
        foreach (int parallelism in new[] { 1, 2, 5 })
        {
            for (int seed = 0; seed < 4; seed++, cases++)
            {
                var collected = new Collected();
                await using var simulation = Simulation(LoopLab.Rows(3, 20, rounds: 7), collected, parallelism, factor: 3, seed);
                await simulation.RunToEndAsync();
                Assert.Equal(0, simulation.Outstanding);
                // Six rounds; the last keeps its text, so that three rows of each are alike.
                var texts = collected.Rows.GroupBy(row => (row.Time, row.Text)).ToArray();
                Assert.Equal(60 * 729, collected.Rows.Count);
                Assert.Equal(60 * 243, texts.Length);
                Assert.DoesNotContain(texts, text => text.Count() != 3);
                Assert.Equal(0, collected.LateRows);
                if (simulation.Metrics.Snapshot().SpilledBytes > 0) spilled++;
            }
        }
        output.WriteLine($"{cases} cases, {spilled} with files.");
        Assert.True(spilled > cases / 2);
    }

    [Fact]
    public async Task More_than_the_limit_on_disk_fails_the_job_by_name()
    {
        await using var simulation = Simulation(LoopLab.Rows(1, 20, rounds: 40), new Collected(), 2, factor: 2, seed: 1, diskBytes: 300_000);
        var failure = await Assert.ThrowsAsync<JobFailedException>(simulation.RunToEndAsync);
        Assert.StartsWith("Job 'lab' failed: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("loop 'rounds'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--loop-disk allows 293 KB", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, simulation.Outstanding);
    }

    [Fact]
    public async Task Wherever_it_is_stopped_nothing_is_left()
    {
        const int Seeds = 60;
        int spilled = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            await using var simulation = Simulation(LoopLab.Rows(2, 60, rounds: 9), new Collected(), 1 + seed % 3, factor: 3, seed);
            await simulation.StartAsync();
            simulation.Run(1 + seed * 25);
            if (simulation.Metrics.Snapshot().SpilledBytes > 0) spilled++;
            await simulation.StopAsync();
            Assert.Equal(0, simulation.Outstanding);
            Assert.Empty(Directory.GetFileSystemEntries(_temp));
        }
        output.WriteLine($"{Seeds} stops, {spilled} with files.");
        Assert.True(spilled > 10);
    }

    [Fact]
    public async Task A_failure_with_rows_in_the_loop_leaves_nothing()
    {
        for (int seed = 0; seed < 12; seed++)
        {
            string text = string.Concat(Enumerable.Range(0, 1 + seed % 6).Select(i => $" made number {(seed + i) % 3}, which is told at some length"));
            await using var simulation = Simulation(LoopLab.Rows(2, 30, rounds: 8), new Collected(), 1 + seed % 3, factor: 3, seed, failAtText: text);
            var failure = await Assert.ThrowsAsync<JobFailedException>(simulation.RunToEndAsync);
            Assert.Contains("text refused", failure.Message, StringComparison.Ordinal);
            Assert.Equal(0, simulation.Outstanding);
            Assert.Empty(Directory.GetFileSystemEntries(_temp));
        }
    }

    [Fact]
    public async Task On_threads_rows_spill_and_a_cancel_leaves_nothing()
    {
        var collected = new Collected();
        var graph = LoopLab.Graph(LoopLab.Rows(8, 100, rounds: 7), collected, 3, factor: 3);
        var options = Options(graph, 3, 1 << 30);
        var done = await Jobs.Run(graph, options);
        Assert.Equal(800 * 729, collected.Rows.Count);
        Assert.True(done.SpilledBytes > 0);

        // Without end: rows go round until the job is cancelled.
        graph = LoopLab.Graph(LoopLab.Rows(8, 1_000, rounds: int.MaxValue), new Collected(), 3, factor: 1);
        await using var execution = JobExecution.Start(graph, options);
        while (execution.Metrics.Snapshot().Vertices.Sum(vertex => vertex.RowsIn) < 200_000) await Task.Yield();
        await execution.CancelAsync();
        await Assert.ThrowsAsync<JobCancelledException>(() => execution.Completion);
    }

    [Fact]
    public async Task Nothing_is_allocated_while_rows_go_round()
    {
        var graph = LoopLab.Graph(LoopLab.Rows(1, 5_000, rounds: 1_000_000), new Collected(), 1, factor: 1, keepRows: false);
        await using var simulation = new SimulatedExecution(graph, Jobs.Options(1), 7) { KeepsTrace = false };
        await simulation.StartAsync();
        simulation.Run(6_000);
        long rows = Rows(), bytes = GC.GetAllocatedBytesForCurrentThread();
        simulation.Run(6_000);
        rows = Rows() - rows;
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        output.WriteLine($"{bytes} bytes for {rows} rows.");
        Assert.True(rows > 100_000, $"{rows} rows");
        // The test's own texts are native; what is left are timers of the simulation.
        Assert.True(bytes < rows / 10, $"{bytes} bytes for {rows} rows");
        await simulation.StopAsync();

        long Rows() => simulation.Metrics.Snapshot().Vertices.Sum(vertex => vertex.RowsIn);
    }

    private SimulatedExecution Simulation((int, Event[])[] rows, Collected collected, int parallelism, int factor, int seed, long diskBytes = 1 << 30, string? failAtText = null)
    {
        var graph = LoopLab.Graph(rows, collected, parallelism, factor, failAtText);
        return new SimulatedExecution(graph, Options(graph, parallelism, diskBytes), seed, Duration.Milliseconds(seed % 4)) { KeepsTrace = false };
    }

    // The least memory that the job starts with.
    private JobOptions Options(JobGraph graph, int parallelism, long diskBytes)
    {
        var options = Jobs.Options(parallelism) with { TempDirectory = _temp, LoopDiskBytes = diskBytes };
        return options with { MemoryBytes = JobMemory.Minimum(graph, options) };
    }
}
