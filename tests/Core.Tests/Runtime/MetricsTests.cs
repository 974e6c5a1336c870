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
    public async Task A_running_job_publishes_instruments_and_a_watermark()
    {
        var published = new TaskCompletionSource();
        using var listener = new MeterListener { InstrumentPublished = (instrument, self) => { if (instrument.Meter.Name == "Millrace") self.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (instrument.Name == "millrace.rows.out" && value == 100 && tags[0].Value is "collect") published.TrySetResult();
        });
        listener.Start();
        var source = new ArraySource<Event>(Jobs.Splits(0, 1, 100)) { Bounded = false };
        await using var execution = JobExecution.Start(Jobs.Hashed(source, new Collected(), 1), Jobs.Options(1));
        for (int i = 0; i < 3_000 && !published.Task.IsCompleted; i++)
        {
            listener.RecordObservableInstruments();
            await Task.WhenAny(published.Task, Task.Delay(10));
        }
        Assert.True(published.Task.IsCompleted);
        Assert.Equal(98, execution.Metrics.Snapshot().Watermark.Microseconds);
    }
}
