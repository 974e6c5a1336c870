namespace Millrace.Benchmarks;

/// <summary>A count per key in tumbling windows of a minute.</summary>
[Job]
internal sealed partial class TumblingJob
{
    /// <summary>The rows of the run.</summary>
    public LimitRow[] Input { get; init; } = [];

    /// <summary>Takes the results of the run.</summary>
    public LimitSink Output { get; init; } = new();

    private void Define(JobBuilder job) => job
        .From(Rows.From(Input))
        .EventTime(row => row.Time, outOfOrderness: Duration.Zero)
        .KeyBy(row => row.Key)
        .Window(Tumbling.Every(Duration.Seconds(60)))
        .DropLate()
        .Aggregate(group => new LimitCount(group.Key, group.Window.End, group.Count()))
        .Named("counts")
        .To(Output);
}
