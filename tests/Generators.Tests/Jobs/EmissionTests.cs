namespace Millrace.Generators.Tests.Jobs;

/// <summary>The emitted code as files, to be read by people.</summary>
public class EmissionTests
{
    public const string FlightDelays = """
        using Millrace;
        using Millrace.Connectors;

        namespace Air;

        [Record]
        public readonly partial record struct HourlyDelay(
            Utf8String Origin, Timestamp WindowStart, Timestamp WindowEnd, long Flights, double MeanDelay, int MaxDelay);

        [Job]
        public sealed partial class FlightDelays
        {
            public required string Input { get; init; }
            public required string Output { get; init; }

            void Define(JobBuilder job) => job
                .From(Csv.Read<Flight>(Input))
                .EventTime(flight => flight.Date, outOfOrderness: Duration.Zero)
                .Where(flight => flight.Distance > 0)
                .KeyBy(flight => flight.Origin)
                .Window(Tumbling.Every(Duration.Hours(1)))
                .Aggregate(group => new HourlyDelay(
                    group.Key, group.Window.Start, group.Window.End,
                    group.Count(), group.Average(f => f.Delay), group.Max(f => f.Delay)))
                .Named("hourly-delay")
                .To(Csv.Write<HourlyDelay>(Output));
        }
        """;

    [Fact]
    public void The_example_compiles_to_a_readable_half()
    {
        var run = JobRun.Compiles(FlightDelays);
        Snapshot.Verify(run.Text("FlightDelays.Job"), "FlightDelays.Job");
        Snapshot.Verify(run.Text("FlightDelays.Lambdas"), "FlightDelays.Lambdas");
    }

    [Fact]
    public void A_job_has_one_name()
    {
        var run = JobRun.Compiles(FlightDelays.Replace("class FlightDelays", "class Flight_DelaysOf", StringComparison.Ordinal));
        Assert.Contains("JobGraph(\"flight-delays-of\"", run.Text("Flight_DelaysOf.Job"), StringComparison.Ordinal);
        Assert.Contains(".Name => \"flight-delays-of\"", string.Join("\n", run.Result.GeneratedTrees), StringComparison.Ordinal);
    }
}
