using Millrace.Connectors;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Runtime;

public class FailureTests
{
    [Fact]
    public async Task An_exception_in_a_chain_names_operator_vertex_and_row()
    {
        var source = new ArraySource<Event>(Jobs.Splits(0, 3, 1_000, keys: 1_000_000));
        var sink = new SinkProbe();
        var graph = Jobs.Hashed(source, new Collected(), 2, failAtKey: 1_234);
        graph.AddSink(sink);
        var failure = await Assert.ThrowsAsync<JobFailedException>(() => Jobs.Run(graph, Jobs.Options(2)));
        Assert.StartsWith("Job 'hashed' failed in 'head' of 'array' at array 1:234: InvalidOperationException: key refused", failure.Message, StringComparison.Ordinal);
        Assert.IsType<InvalidOperationException>(failure.InnerException);
        Assert.Equal("open abort", sink.Life);
        Assert.True(source.IsDisposed);
    }

    [Fact]
    public async Task A_reader_that_fails_is_reported_in_its_own_words()
    {
        var source = new ArraySource<Event>(Jobs.Splits(0, 3, 1_000)) { FailingSplit = 1, RowsPerRead = 250 };
        var failure = await Assert.ThrowsAsync<JobFailedException>(() => Jobs.Run(Jobs.Hashed(source, new Collected(), 2), Jobs.Options(2)));
        Assert.Matches("^array:5[0-9][0-9]: the row is broken; mend it.$", failure.Message);
        Assert.True(source.IsDisposed);
    }

    [Fact]
    public async Task State_that_outgrows_its_account_names_the_vertex_and_says_what_to_do()
    {
        var graph = new JobGraph("greedy");
        graph.AddSource("array → hoard", 1, new ArraySource<Event>(Jobs.Splits(0, 1, 10_000)), _ => new EventHead<Hoard>(default), Jobs.Probe);
        var failure = await Assert.ThrowsAsync<JobFailedException>(() => Jobs.Run(graph, Jobs.Options(1) with { MemoryBytes = 4 << 20 }));
        Assert.StartsWith("Job 'greedy' failed in 'array → hoard': The memory of 'state' is used up: 4", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--memory", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--memory, or keep less state", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sink_that_cannot_open_fails_the_job_before_anything_runs()
    {
        var collected = new Collected();
        SinkProbe good = new(), bad = new() { FailOpen = true };
        var graph = Jobs.Hashed(new ArraySource<Event>(Jobs.Splits(0, 1, 10)), collected, 1);
        graph.AddSink(good);
        graph.AddSink(bad);
        var failure = await Assert.ThrowsAsync<JobFailedException>(() => Jobs.Run(graph, Jobs.Options(1)));
        Assert.Equal("out.csv: cannot be opened; choose another.", failure.Message);
        Assert.Equal(("open abort", "open abort"), (good.Life, bad.Life));
        Assert.Empty(collected.Subtasks);
    }

    [Fact]
    public async Task Sinks_commit_after_all_subtasks_have_finished()
    {
        var collected = new Collected();
        var sink = new SinkProbe { OnCommit = () => Assert.All(collected.Subtasks, seen => Assert.Equal((1, 1), (seen.Finished, seen.Closed))) };
        var graph = Jobs.Hashed(new ArraySource<Event>(Jobs.Splits(0, 5, 1_000)), collected, 3);
        graph.AddSink(sink);
        await Jobs.Run(graph, Jobs.Options(3));
        Assert.Equal("open commit", sink.Life);
    }

    [Fact]
    public async Task Cancelling_closes_everything_and_aborts_sinks()
    {
        var source = new ArraySource<Event>(Jobs.Splits(0, 3, 1_000)) { Bounded = false };
        var sink = new SinkProbe();
        var graph = Jobs.Hashed(source, new Collected(), 2);
        graph.AddSink(sink);
        await using var execution = JobExecution.Start(graph, Jobs.Options(2));
        while (execution.Metrics.Snapshot().RowsIn < 3_000) await Task.Yield();
        await execution.CancelAsync();
        await Assert.ThrowsAsync<JobCancelledException>(() => execution.Completion);
        Assert.Equal("open abort", sink.Life);
        Assert.True(source.IsDisposed);
        await execution.CancelAsync();
    }

    [Fact]
    public async Task A_failure_at_any_point_leaves_no_segment_behind()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var collected = new Collected();
            long failAt = seed * 997 % 16_000;
            var graph = Jobs.Hashed(new ArraySource<Event>(Jobs.Splits(0, 16, 1_000, keys: 1_000_000)) { RowsPerRead = 100 }, collected, 3, failAtKey: failAt);
            await using var simulation = new SimulatedExecution(graph, Jobs.Options(3) with { MemoryBytes = 8 << 20 }, seed, Duration.Milliseconds(2));
            await Assert.ThrowsAsync<JobFailedException>(simulation.RunToEndAsync);
            Assert.Equal(0, simulation.Outstanding);
            Assert.All(collected.Subtasks, seen => Assert.Equal((seen.Opened, 1), (seen.Closed, seen.Closed)));
        }
    }

    [Fact]
    public async Task A_cancel_at_any_point_leaves_no_segment_behind()
    {
        for (int round = 0; round < 20; round++)
        {
            // Outstanding segments would fault the job with another error than the cancellation.
            var graph = Jobs.Hashed(new ArraySource<Event>(Jobs.Splits(0, 200, 1_000)) { WaitEvery = 10 }, new Collected(), 3, keepRows: false);
            var execution = JobExecution.Start(graph, Jobs.Options(3));
            while (execution.Metrics.Snapshot().RowsIn < round * 5_000 && !execution.Completion.IsCompleted) await Task.Yield();
            await execution.CancelAsync();
            Assert.True(execution.Completion.IsCanceled || execution.Completion.IsCompletedSuccessfully);
        }
    }

    private sealed class SinkProbe : ISinkLifecycle
    {
        public string Life { get; private set; } = "";
        public bool FailOpen { get; init; }
        public Action OnCommit { get; init; } = static () => { };

        public ValueTask OpenAsync(CancellationToken cancellation)
        {
            Note("open");
            return FailOpen ? throw new ConnectorException("out.csv: cannot be opened; choose another.") : default;
        }

        public ValueTask CommitAsync(CancellationToken cancellation)
        {
            OnCommit();
            Note("commit");
            return default;
        }

        public ValueTask AbortAsync()
        {
            Note("abort");
            return default;
        }

        private void Note(string step) => Life = Life.Length == 0 ? step : $"{Life} {step}";
    }
}
