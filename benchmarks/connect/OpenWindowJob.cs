namespace Millrace.Benchmarks;

/// <summary>As <see cref="GateWindowJob"/>, with a source and a sink that are known only when the job is built.</summary>
[Job]
internal sealed partial class OpenWindowJob
{
    public required Source<GateRow> Input { get; init; }

    public required Sink<GateCount> Output { get; init; }

    void Define(JobBuilder job) => job
        .From(Input)
        .EventTime(row => row.Time, outOfOrderness: Duration.Zero)
        .Where(row => row.Value > 10)
        .KeyBy(row => row.Key)
        .Window(Tumbling.Every(Duration.Seconds(10)))
        .DropLate()
        .Aggregate(group => new GateCount(group.Key, group.Window.Start, group.Count(),
            group.Average(row => row.Value), group.Max(row => row.Value), group.Last(row => row.Text)))
        .Named("counts")
        .To(Output);
}
