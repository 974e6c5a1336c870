using System.Diagnostics.Metrics;

namespace Millrace.Runtime;

/// <summary>The engine's instruments for <c>System.Diagnostics.Metrics</c>: meter <c>Millrace</c>, tagged with job and vertex.</summary>
internal sealed class JobInstruments : IDisposable
{
    private readonly Meter _meter;

    /// <summary>Publishes a job's counters until disposed.</summary>
    public JobInstruments(string job, JobMetrics metrics)
    {
        _meter = new Meter(new MeterOptions("Millrace") { Version = "1", Tags = [new("job", job)] });
        _meter.CreateObservableCounter("millrace.rows.in", () => PerVertex(metrics, static vertex => vertex.RowsIn), "{row}", "Rows taken by a vertex.");
        _meter.CreateObservableCounter("millrace.rows.out", () => PerVertex(metrics, static vertex => vertex.RowsOut), "{row}", "Rows handed over by sinks of a vertex.");
        _meter.CreateObservableCounter("millrace.rows.late", () => PerVertex(metrics, static vertex => vertex.LateRows), "{row}", "Rows that came after their window had fired.");
        _meter.CreateObservableCounter("millrace.rows.bad", () => PerVertex(metrics, static vertex => vertex.BadRows), "{row}", "Rows that could not be read and were skipped.");
        _meter.CreateObservableCounter("millrace.spilled", () => metrics.Snapshot().SpilledBytes, "By", "Bytes that exchanges of batch mode, and heads of loops, have written to disk.");
        _meter.CreateObservableGauge("millrace.loops.rows.waiting", () => metrics.Snapshot().RowsWaiting, "{row}", "Rows that have come back to the heads of loops and wait for their turn.");
        _meter.CreateObservableCounter("millrace.busy", () => PerVertex(metrics, static vertex => vertex.Busy.TotalSeconds), "s", "Time spent working, summed over subtasks.");
        _meter.CreateObservableCounter("millrace.operator.counter", () => Counters(metrics), description: "What functions count.");
        _meter.CreateObservableGauge("millrace.watermark", () => PerVertex(metrics, static vertex => vertex.Watermark.Microseconds), "us", "Lowest watermark of a vertex, since the Unix epoch.");
        _meter.CreateObservableGauge("millrace.job.watermark", () => metrics.Snapshot().Watermark.Microseconds, "us", "Event time that the whole job has reached, since the Unix epoch.");
        _meter.CreateObservableGauge("millrace.source.watermark", () => Behind(metrics), "us", "Watermark of the split of a source that is furthest behind, since the Unix epoch.");
        _meter.CreateObservableGauge("millrace.source.splits.idle", () => PerSource(metrics, static source => source.IdleSplits), "{split}", "Splits that are silent and hold no watermark back.");
    }

    /// <summary>
    /// Publishes a job's counters until cancelled. Begins a little later: setting up a meter costs a good part of a short
    /// job's start, and instruments are polled by the second.
    /// </summary>
    public static async Task PublishAsync(string job, JobMetrics metrics, CancellationToken ended)
    {
        try
        {
            await Task.Delay(100, ended).ConfigureAwait(false);
            using var instruments = new JobInstruments(job, metrics);
            await Task.Delay(Timeout.Infinite, ended).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The job has ended.
        }
    }

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<int>> PerSource(JobMetrics metrics, Func<SourceMetrics, int> value)
    {
        foreach (var source in metrics.Snapshot().Sources)
            yield return new Measurement<int>(value(source), new KeyValuePair<string, object?>("vertex", source.Name));
    }

    private static IEnumerable<Measurement<long>> Counters(JobMetrics metrics)
    {
        foreach (var counter in metrics.Snapshot().Counters)
            yield return new Measurement<long>(counter.Value, new KeyValuePair<string, object?>("operator", counter.Operator), new KeyValuePair<string, object?>("name", counter.Name));
    }

    private static IEnumerable<Measurement<long>> Behind(JobMetrics metrics)
    {
        foreach (var source in metrics.Snapshot().Sources)
        {
            if (source.Behind is not { } split) continue;
            yield return new Measurement<long>(source.BehindWatermark.Microseconds, new KeyValuePair<string, object?>("vertex", source.Name), new KeyValuePair<string, object?>("split", split));
        }
    }

    private static IEnumerable<Measurement<T>> PerVertex<T>(JobMetrics metrics, Func<VertexMetrics, T> value) where T : struct
    {
        foreach (var vertex in metrics.Snapshot().Vertices)
            yield return new Measurement<T>(value(vertex), new KeyValuePair<string, object?>("vertex", vertex.Name));
    }
}
