namespace Millrace.Jobs.Tests;

[Job]
public sealed partial class FlightDelays
{
    public required string Input { get; init; }
    public required string Output { get; init; }

    private void Define(JobBuilder job) => job
        .From(Csv.Read<Flight>(Input))
        .EventTime(flight => flight.Date, outOfOrderness: Duration.Zero)
        .Where(flight => flight.Distance > 0)
        .KeyBy(flight => flight.Origin)
        .Window(Tumbling.Every(Duration.Hours(1)))
        .DropLate()
        .Aggregate(group => new HourlyDelay(
            group.Key, group.Window.Start, group.Window.End,
            group.Count(), group.Average(f => f.Delay), group.Max(f => f.Delay)))
        .Named("hourly-delay")
        .To(Csv.Write<HourlyDelay>(Output));
}
