using System.Diagnostics.Metrics;
using Millrace.Runtime;

namespace Millrace.Hosting;

/// <summary>Publishes a running job's metrics through the meter <c>Millrace</c>. Counted only when somebody listens.</summary>
internal sealed class JobMeter : IDisposable
{
    /// <summary>Name of the meter, for <c>dotnet-counters</c> and OpenTelemetry.</summary>
    public const string Name = "Millrace";

    private readonly Meter _meter;

    public JobMeter(string job, JobMetrics metrics)
    {
        _meter = new Meter(new MeterOptions(Name) { Tags = [new("job", job)] });
        _meter.CreateObservableCounter("millrace.rows.in", () => metrics.Snapshot().RowsIn, "{row}", "Rows read by sources.");
        _meter.CreateObservableCounter("millrace.rows.out", () => metrics.Snapshot().RowsOut, "{row}", "Rows written by sinks.");
        _meter.CreateObservableCounter("millrace.rows.late", () => metrics.Snapshot().LateRows, "{row}", "Rows that came after their window had fired.");
        _meter.CreateObservableCounter("millrace.rows.bad", () => metrics.Snapshot().BadRows, "{row}", "Rows that could not be read and were skipped.");
        _meter.CreateObservableGauge("millrace.watermark", () => Watermark(metrics.Snapshot().Watermark), "s", "Event time up to which the job is complete, as Unix time.");
    }

    public void Dispose() => _meter.Dispose();

    /// <summary>None before the first watermark and after the last.</summary>
    private static IEnumerable<Measurement<double>> Watermark(Timestamp watermark) =>
        watermark == Timestamp.MinValue || watermark == Timestamp.MaxValue ? [] : [new(watermark.Microseconds / 1e6)];
}
