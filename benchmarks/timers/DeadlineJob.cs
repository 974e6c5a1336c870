namespace Millrace.Benchmarks;

/// <summary>Sets a timer for each row and lets it fire.</summary>
[Job]
internal sealed partial class DeadlineJob
{
    /// <summary>The rows of the run.</summary>
    public LimitRow[] Input { get; init; } = [];

    /// <summary>Takes the results of the run.</summary>
    public LimitSink Output { get; init; } = new();

    private void Define(JobBuilder job) => job
        .From(Rows.From(Input))
        .EventTime(row => row.Time, outOfOrderness: Duration.Zero)
        .KeyBy(row => row.Key)
        .Process(new DeadlineFunction())
        .Named("deadlines")
        .To(Output);
}
