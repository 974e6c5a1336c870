namespace Millrace.Benchmarks;

/// <summary>A keyed window with text in its accumulator.</summary>
[Job]
internal sealed partial class GateWindowJob
{
    public GateRow[] Input { get; init; } = [];

    void Define(JobBuilder job) => job
        .From(Rows.From(Input))
        .EventTime(row => row.Time, outOfOrderness: Duration.Zero)
        .Where(row => row.Value > 10)
        .KeyBy(row => row.Key)
        .Window(Tumbling.Every(Duration.Seconds(10)))
        .DropLate()
        .Aggregate(group => new GateCount(group.Key, group.Window.Start, group.Count(),
            group.Average(row => row.Value), group.Max(row => row.Value), group.Last(row => row.Text)))
        .Named("counts")
        .To(Rows.Discard<GateCount>());
}
