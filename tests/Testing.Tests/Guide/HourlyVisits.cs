namespace Millrace.Testing.Tests.Guide;

[Record]
public readonly partial record struct Visit(Timestamp At, Utf8String Page);

[Record]
public readonly partial record struct Hourly(Utf8String Page, Timestamp Hour, long Visits);

[Job]
public sealed partial class HourlyVisits
{
    public RowsSource<Visit> Visits { get; init; } = Rows.From<Visit>([]);

    public CallbackSink<Hourly> Output { get; init; } = Rows.To(Console.WriteLine, (Hourly row) => row.ToString());

    void Define(JobBuilder job) => job
        .From(Visits)
        .EventTime(visit => visit.At, outOfOrderness: Duration.Minutes(1))
        .KeyBy(visit => visit.Page)
        .Window(Tumbling.Every(Duration.Hours(1)))
        .DropLate()
        .Aggregate(group => new Hourly(group.Key, group.Window.Start, group.Count()))
        .To(Output);
}
