namespace Millrace.Benchmarks;

/// <summary>What <c>limit.cpp</c> does, as a job.</summary>
[Job]
internal sealed partial class LimitJob
{
    /// <summary>Rows of this type pass.</summary>
    public int Type { get; init; } = 1;

    /// <summary>The rows of the run.</summary>
    public static LimitRow[] Input { get; set; } = [];

    /// <summary>Takes the results of the run.</summary>
    public static LimitSink Output { get; set; } = new();

    private void Define(JobBuilder job) => job
        .From(Rows.From(Input))
        .EventTime(row => row.Time, outOfOrderness: Duration.Zero)
        .Where(row => row.Type == Type)
        .KeyBy(row => row.Key)
        .Window(Tumbling.Every(Duration.Seconds(10)))
        .DropLate()
        .Aggregate(group => new LimitCount(group.Key, group.Window.End, group.Count()))
        .Named("counts")
        .To(Output);
}
