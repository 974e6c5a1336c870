namespace Millrace.Benchmarks;

/// <summary>A count per key in sessions that end after ten seconds.</summary>
[Job]
internal sealed partial class SessionJob
{
    /// <summary>The rows of the run.</summary>
    public LimitRow[] Input { get; init; } = [];

    /// <summary>Takes the results of the run.</summary>
    public LimitSink Output { get; init; } = new();

    private void Define(JobBuilder job) => job
        .From(Rows.From(Input))
        .EventTime(row => row.Time, outOfOrderness: Duration.Zero)
        .KeyBy(row => row.Key)
        .Window(Session.WithGap(Duration.Seconds(10)))
        .DropLate()
        .Aggregate(group => new LimitCount(group.Key, group.Window.End, group.Count()))
        .Named("counts")
        .To(Output);
}
