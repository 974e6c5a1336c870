using System.Diagnostics.Metrics;

namespace Millrace.Runtime;

/// <summary>
/// The engine's instruments for <c>System.Diagnostics.Metrics</c>: meter <c>Millrace</c>, one for the whole process. Every measurement is
/// tagged with its job. Thread: any.
/// </summary>
/// <remarks>
/// Instruments are polled, so a job that ended between two polls would never show what it came to. Its last values stay until a job of
/// the same name starts.
/// </remarks>
internal static class JobInstruments
{
    private const int DelayMs = 100;

    private static readonly Lock Changing = new();
    private static JobReading[] _readings = [];
    private static Meter? _meter;
    private static bool _isOpen;
    private static Timer? _opening;

    /// <summary>Makes a job's counters readable. The meter may not be there yet, see <see cref="OpenSoon"/>.</summary>
    public static JobReading Add(string job, Func<JobMetricsSnapshot> metrics)
    {
        var reading = new JobReading(job, metrics);
        lock (Changing) _readings = [.. _readings.Where(other => !(other.HasEnded && other.Job == job)), reading];
        return reading;
    }

    /// <summary>Makes the meter, if there is none.</summary>
    public static void Open()
    {
        lock (Changing)
        {
            _meter ??= Create();
            _isOpen = true;
        }
    }

    /// <summary>
    /// Makes the meter a moment later: that takes as long as much of a short program's start, and instruments are polled by the second.
    /// </summary>
    public static void OpenSoon()
    {
        lock (Changing)
        {
            if (!_isOpen) _opening ??= new Timer(static _ => Open(), null, DelayMs, Timeout.Infinite);
        }
    }

    /// <summary>
    /// Makes the meter now, if a listener in this process could be there already and wait for it. None can, while nobody has loaded what
    /// listeners are made of; those of other processes come later.
    /// </summary>
    public static void OpenForListeners()
    {
        if (!Volatile.Read(ref _isOpen) && AppDomain.CurrentDomain.GetAssemblies().Any(static loaded => loaded.GetName().Name == "System.Diagnostics.DiagnosticSource")) Open();
    }

    private static Meter Create()
    {
        var meter = new Meter("Millrace", "1");
        meter.CreateObservableCounter("millrace.rows.in", () => PerVertex(static vertex => vertex.RowsIn), "{row}", "Rows taken by a vertex.");
        meter.CreateObservableCounter("millrace.rows.out", () => PerVertex(static vertex => vertex.RowsOut), "{row}", "Rows handed over by sinks of a vertex.");
        meter.CreateObservableCounter("millrace.rows.late", () => PerVertex(static vertex => vertex.LateRows), "{row}", "Rows that came after their window had fired.");
        meter.CreateObservableCounter("millrace.rows.bad", () => PerVertex(static vertex => vertex.BadRows), "{row}", "Rows that could not be read and were skipped.");
        meter.CreateObservableCounter("millrace.spilled", () => PerJob(static metrics => metrics.SpilledBytes), "By", "Bytes that exchanges of batch mode, and heads of loops, have written to disk.");
        meter.CreateObservableGauge("millrace.loops.rows.waiting", () => PerJob(static metrics => metrics.RowsWaiting), "{row}", "Rows that have come back to the heads of loops and wait for their turn.");
        meter.CreateObservableCounter("millrace.busy", () => PerVertex(static vertex => vertex.Busy.TotalSeconds), "s", "Time spent working, summed over subtasks.");
        meter.CreateObservableCounter("millrace.operator.counter", () => All(Counters), description: "What functions count.");
        meter.CreateObservableGauge("millrace.watermark", () => PerVertex(static vertex => vertex.Watermark.Microseconds), "us", "Lowest watermark of a vertex, since the Unix epoch.");
        meter.CreateObservableGauge("millrace.job.watermark", () => PerJob(static metrics => metrics.Watermark.Microseconds), "us", "Event time that the whole job has reached, since the Unix epoch.");
        meter.CreateObservableGauge("millrace.source.watermark", () => All(Behind), "us", "Watermark of the split of a source that is furthest behind, since the Unix epoch.");
        meter.CreateObservableGauge("millrace.source.splits.idle", () => All(Idle), "{split}", "Splits that are silent and hold no watermark back.");
        return meter;
    }

    private static IEnumerable<Measurement<T>> All<T>(Func<JobReading, JobMetricsSnapshot, IEnumerable<Measurement<T>>> of) where T : struct =>
        _readings.SelectMany(reading => of(reading, reading.Read()));

    private static IEnumerable<Measurement<long>> PerJob(Func<JobMetricsSnapshot, long> value) =>
        All<long>((reading, metrics) => [new Measurement<long>(value(metrics), reading.Tag)]);

    private static IEnumerable<Measurement<T>> PerVertex<T>(Func<VertexMetrics, T> value) where T : struct =>
        All((reading, metrics) => metrics.Vertices.Select(vertex => new Measurement<T>(value(vertex), reading.Tag, new("vertex", vertex.Name))));

    private static IEnumerable<Measurement<int>> Idle(JobReading reading, JobMetricsSnapshot metrics) =>
        metrics.Sources.Select(source => new Measurement<int>(source.IdleSplits, reading.Tag, new("vertex", source.Name)));

    private static IEnumerable<Measurement<long>> Counters(JobReading reading, JobMetricsSnapshot metrics) =>
        metrics.Counters.Select(counter => new Measurement<long>(counter.Value, reading.Tag, new("operator", counter.Operator), new("name", counter.Name)));

    private static IEnumerable<Measurement<long>> Behind(JobReading reading, JobMetricsSnapshot metrics) =>
        metrics.Sources.Where(static source => source.Behind is not null)
            .Select(source => new Measurement<long>(source.BehindWatermark.Microseconds, reading.Tag, new("vertex", source.Name), new("split", source.Behind)));
}
