namespace Millrace.Testing.Tests.Guide;

/// <summary>Counts of an hour's visits while it goes on, every so often by the clock.</summary>
[Job]
public sealed partial class RunningVisits
{
    public RowsSource<Visit> Visits { get; init; } = Rows.From<Visit>([]);

    public CallbackSink<Hourly> Output { get; init; } = Rows.To(Console.WriteLine, (Hourly row) => row.ToString());

    void Define(JobBuilder job) => job
        .From(Visits)
        .EventTime(visit => visit.At, outOfOrderness: Duration.Minutes(1))
        .KeyBy(visit => visit.Page)
        .Window(Tumbling.Every(Duration.Hours(1)))
        .EarlyByClock(Duration.Seconds(10))
        .DropLate()
        .Aggregate(group => new Hourly(group.Key, group.Window.Start, group.Count()))
        .To(Output);
}

/// <summary>Counts when nobody has looked at a page for a while, and at the end.</summary>
[Job]
public sealed partial class QuietVisits
{
    public RowsSource<Visit> Visits { get; init; } = Rows.From<Visit>([]);

    public CallbackSink<Hourly> Output { get; init; } = Rows.To(Console.WriteLine, (Hourly row) => row.ToString());

    public Duration Quiet { get; init; } = Duration.Seconds(5);

    void Define(JobBuilder job) => job
        .From(Visits)
        .EventTime(visit => visit.At, outOfOrderness: Duration.Minutes(1))
        .KeyBy(visit => visit.Page)
        .Window(Tumbling.Every(Duration.Hours(1)))
        .EarlyAfterQuiet(Quiet)
        .DropLate()
        .Aggregate(group => new Hourly(group.Key, group.Window.Start, group.Count()))
        .To(Output);
}

/// <summary>Fires when a number of rows has come together, or a while after the first of them.</summary>
public readonly struct Batches(int rows, Duration wait) : IProcessingTimeTrigger<Timestamp, int>
{
    public TriggerResult OnRow(in Timestamp value, ref TriggerContext<int> context)
    {
        if (++context.State == rows) return Send(ref context);
        if (!context.WillWakeAtProcessingTime) context.WakeAtProcessingTime(context.ProcessingTime + wait);
        return TriggerResult.Continue;
    }

    public TriggerResult OnProcessingTime(ref TriggerContext<int> context) => Send(ref context);

    public TriggerResult OnEventTime(ref TriggerContext<int> context) => Send(ref context);

    private static TriggerResult Send(ref TriggerContext<int> context)
    {
        context.State = 0;
        context.WakeAtProcessingTime(Timestamp.MaxValue);
        return context.HasRows ? TriggerResult.FireAndPurge : TriggerResult.Continue;
    }
}

[Record]
public readonly partial record struct Batch(Utf8String Page, long Visits);

/// <summary>Visits of a page in batches that are never old.</summary>
[Job]
public sealed partial class BatchedVisits
{
    public RowsSource<Visit> Visits { get; init; } = Rows.From<Visit>([]);

    public CallbackSink<Batch> Output { get; init; } = Rows.To(Console.WriteLine, (Batch row) => row.ToString());

    void Define(JobBuilder job) => job
        .From(Visits)
        .KeyBy(visit => visit.Page)
        .Window(Global.UntilEnd())
        .Trigger(new Batches(rows: 3, wait: Duration.Seconds(30)), visit => visit.At)
        .Aggregate(group => new Batch(group.Key, group.Count()))
        .To(Output);
}
