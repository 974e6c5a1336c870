using System.Diagnostics.Metrics;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Runtime;

public class MetricsTests
{
    [Fact]
    public async Task A_snapshot_counts_rows_by_vertex_and_stands_still_at_the_end()
    {
        await using var execution = JobExecution.Start(Jobs.Hashed(new ArraySource<Event>(Jobs.Splits(0, 4, 1_000)), new Collected(), 2), Jobs.Options(2));
        await execution.Completion;
        var metrics = execution.Metrics.Snapshot();
        Assert.Equal((4_000, 4_000, 0, 0), (metrics.RowsIn, metrics.RowsOut, metrics.LateRows, metrics.BadRows));
        Assert.Equal([("array", 2, 4_000L, 0L, 2), ("collect", 2, 4_000L, 4_000L, 2)],
            metrics.Vertices.Select(vertex => (vertex.Name, vertex.Parallelism, vertex.RowsIn, vertex.RowsOut, vertex.FinishedSubtasks)));
        Assert.Equal(Timestamp.MaxValue, metrics.Watermark);
        Assert.True(metrics.RowsInPerSecond > 0);
        Assert.Equal(metrics.Elapsed, execution.Metrics.Snapshot().Elapsed);
    }

    [Fact]
    public async Task A_running_job_publishes_instruments_and_what_holds_its_watermark()
    {
        // One split is ahead, one behind, and one has been silent for long.
        var source = new PacedSource<Event>([(0, new Event(1, 5, default))], [.. Enumerable.Range(0, 100).Select(i => (2_000_000L, new Event(i, i, default)))],
            [(2_000_000, new Event(2, 500, default))])
        { Bounded = false };
        await using var simulation = new SimulatedExecution(Jobs.Hashed(source, new Collected(), 1), Jobs.Options(1), seed: 1);
        source.Simulation = simulation;
        var measured = new List<(string, long, string)>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => { if (instrument.Meter.Name == "Millrace") self.EnableMeasurementEvents(instrument); } };
        void Note(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags[0] is { Key: "job", Value: "metrics test" }) measured.Add((instrument.Name, value, string.Join(" ", tags[1..].ToArray().Select(tag => tag.Value))));
        }
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();
        JobMetricsSnapshot? metrics = null;
        simulation.CallAt(2_100_000, () =>
        {
            metrics = simulation.Metrics.Snapshot();
            JobInstruments.Add("metrics test", simulation.Metrics.Snapshot);
            JobInstruments.Open();
            listener.RecordObservableInstruments();
        });
        await simulation.StartAsync();
        while (simulation.Run(1)) { }
        Assert.Equal(98, metrics!.Watermark.Microseconds);
        Assert.Equal([new SourceMetrics("array", OpenSplits: 3, IdleSplits: 1, "paced 1", new Timestamp(98))], metrics.Sources);
        Assert.Superset(new HashSet<(string, long, string)>
        {
            ("millrace.rows.out", 102, "collect"), ("millrace.watermark", 98, "collect"), ("millrace.job.watermark", 98, ""),
            ("millrace.source.watermark", 98, "array paced 1"), ("millrace.source.splits.idle", 1, "array"),
        }, measured.ToHashSet());
        await simulation.StopAsync();
    }

    [Fact]
    public async Task The_last_values_of_a_job_are_published_when_it_has_ended()
    {
        var graph = new JobGraph("has ended");
        graph.AddSource("array → collect", 1, new ArraySource<Event>(Jobs.Splits(0, 4, 1_000)), static _ => new EventHead<CollectSink>(new CollectSink(new Collected(), 0, true)), Jobs.Probe);
        var measured = new List<(string, long)>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => { if (instrument.Name == "millrace.rows.in") self.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => { if (tags[0].Value is "has ended") measured.Add(((string)tags[1].Value!, value)); });
        listener.Start();
        await using (var execution = JobExecution.Start(graph, Jobs.Options(1))) await execution.Completion;
        listener.RecordObservableInstruments();
        Assert.Equal([("array → collect", 4_000)], measured);
    }

    [Fact]
    public void A_job_that_runs_again_shows_its_new_run_only()
    {
        var first = JobInstruments.Add("run twice", () => Rows(5));
        first.End(Rows(7));
        Assert.Equal(7, first.Read().RowsIn);
        var second = JobInstruments.Add("run twice", () => Rows(1));
        var measured = new List<long>();
        JobInstruments.Open();
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => { if (instrument.Name == "millrace.spilled") self.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => { if (tags[0].Value is "run twice") measured.Add(value); });
        listener.Start();
        listener.RecordObservableInstruments();
        Assert.Equal([second.Read().SpilledBytes], measured);

        static JobMetricsSnapshot Rows(long rows) => new(rows, 0, Timestamp.MinValue, TimeSpan.Zero, [], 0, 0) { SpilledBytes = rows };
    }

    [Fact]
    public async Task A_split_without_a_row_is_named_as_what_holds_the_watermark()
    {
        var source = new PacedSource<Event>([(0, new Event(1, 5, default))], []) { Bounded = false };
        await using var simulation = new SimulatedExecution(Jobs.Hashed(source, new Collected(), 2), Jobs.Options(2), seed: 1);
        source.Simulation = simulation;
        JobMetricsSnapshot? metrics = null;
        simulation.CallAt(500_000, () => metrics = simulation.Metrics.Snapshot());
        await simulation.StartAsync();
        while (simulation.Run(1)) { }
        Assert.Equal([new SourceMetrics("array", 2, 0, "paced 1", Timestamp.MinValue)], metrics!.Sources);
        await simulation.StopAsync();
    }
}
