namespace Millrace.Benchmarks;

/// <summary>A count per key in windows that overlap.</summary>
[Job]
internal sealed partial class SlidingJob
{
    /// <summary>The rows of the run.</summary>
    public LimitRow[] Input { get; init; } = [];

    /// <summary>Length of a window.</summary>
    public Duration Size { get; init; } = Duration.Seconds(60);

    /// <summary>From the start of a window to the start of the next.</summary>
    public Duration Slide { get; init; } = Duration.Seconds(1);

    /// <summary>Takes the results of the run.</summary>
    public LimitSink Output { get; init; } = new();

    private void Define(JobBuilder job) => job
        .From(Rows.From(Input))
        .EventTime(row => row.Time, outOfOrderness: Duration.Zero)
        .KeyBy(row => row.Key)
        .Window(Sliding.Of(Size, every: Slide))
        .DropLate()
        .Aggregate(group => new LimitCount(group.Key, group.Window.End, group.Count()))
        .Named("counts")
        .To(Output);
}
