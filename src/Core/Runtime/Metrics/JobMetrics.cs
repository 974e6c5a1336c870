using Millrace.Runtime;

namespace Millrace;

/// <summary>What a job has done so far. Thread: any.</summary>
public sealed class JobMetrics
{
    private readonly JobRuntime _runtime;
    private readonly IClock _clock;
    private readonly long _startUs;
    private Subtask[] _subtasks = [];
    private long _endUs;

    internal JobMetrics(JobRuntime runtime, IClock clock)
    {
        _runtime = runtime;
        _clock = clock;
        _startUs = clock.NowUs;
    }

    /// <summary>The counters now. They are read while subtasks write them, so they may differ by a batch.</summary>
    public JobMetricsSnapshot Snapshot()
    {
        var subtasks = Volatile.Read(ref _subtasks);
        var graph = _runtime.Graph;
        var vertices = new VertexMetrics[graph.Vertices.Count];
        long rowsIn = 0, rowsOut = 0, late = 0, bad = 0, bytes = 0, spilled = 0, watermark = long.MaxValue;
        int first = 0;
        var sources = new List<SourceMetrics>();
        foreach (var vertex in graph.Vertices)
        {
            int count = subtasks.Length == 0 ? 0 : vertex.Parallelism;
            var metrics = Sum(vertex, subtasks.AsSpan(first, count), ref bytes, ref spilled);
            if (vertex.Factory.IsSource) sources.Add(SourceMetrics.Of(vertex, subtasks.AsSpan(first, count)));
            first += count;
            vertices[vertex.Id] = metrics;
            if (vertex.Factory.IsSource) rowsIn += metrics.RowsIn;
            rowsOut += metrics.RowsOut;
            late += metrics.LateRows;
            bad += metrics.BadRows;
            watermark = Math.Min(watermark, metrics.Watermark.Microseconds);
        }
        long end = Volatile.Read(ref _endUs);
        var elapsed = TimeSpan.FromMicroseconds((end != 0 ? end : _clock.NowUs) - _startUs);
        return new JobMetricsSnapshot(rowsIn, rowsOut, new Timestamp(watermark), elapsed, vertices, late, bad) { BytesRead = bytes, SpilledBytes = spilled, RowsWaiting = Waiting(subtasks), Sources = sources, Counters = Counted(subtasks) };
    }

    private static List<CounterMetrics> Counted(Subtask[] subtasks) => [.. subtasks.SelectMany(subtask => subtask.Context.Metrics.Counters)
        .GroupBy(counter => (counter.Operator, counter.Name), (key, counters) => new CounterMetrics(key.Operator, key.Name, counters.Sum(counter => counter.Value)))
        .OrderBy(counter => counter.Operator, StringComparer.Ordinal).ThenBy(counter => counter.Name, StringComparer.Ordinal)];

    private static long Waiting(Subtask[] subtasks)
    {
        long rows = 0;
        foreach (var subtask in subtasks) rows += subtask.Context.Metrics.RowsWaiting;
        return rows;
    }

    internal void Watch() => Volatile.Write(ref _subtasks, [.. _runtime.Subtasks]);

    internal void Stop() => Volatile.Write(ref _endUs, _clock.NowUs);

    private static VertexMetrics Sum(Vertex vertex, ReadOnlySpan<Subtask> subtasks, ref long bytes, ref long spilled)
    {
        long rowsIn = 0, rowsOut = 0, late = 0, bad = 0, busyUs = 0;
        long watermark = subtasks.IsEmpty ? long.MinValue : long.MaxValue;
        int finished = 0;
        foreach (var subtask in subtasks)
        {
            SubtaskMetrics metrics = subtask.Context.Metrics;
            rowsIn += metrics.RowsIn;
            rowsOut += metrics.RowsOut;
            late += metrics.LateRows;
            bad += metrics.BadRows;
            bytes += metrics.BytesRead;
            spilled += metrics.SpilledBytes;
            busyUs += metrics.BusyUs;
            if (subtask.HasFinished) finished++;
            else watermark = Math.Min(watermark, metrics.WatermarkUs);
        }
        return new VertexMetrics(vertex.Name, vertex.Parallelism, rowsIn, rowsOut, late, bad, new Timestamp(watermark), TimeSpan.FromMicroseconds(busyUs), finished);
    }
}
