namespace Millrace.Jobs.Tests.Connect;

/// <summary>Reads whatever it is given, and writes to whatever it is given.</summary>
[Job]
public sealed partial class OpenDelays
{
    public Source<Flight> Flights { get; init; } = Rows.From<Flight>([]);

    public Sink<HourlyDelay> Hourly { get; init; } = Rows.Discard<HourlyDelay>();

    void Define(JobBuilder job) => job
        .From(Flights)
        .EventTime(flight => flight.Date, outOfOrderness: Duration.Zero)
        .Where(flight => flight.Distance > 0)
        .KeyBy(flight => flight.Origin)
        .Window(Tumbling.Every(Duration.Hours(1)))
        .DropLate()
        .Aggregate(group => new HourlyDelay(
            group.Key, group.Window.Start, group.Window.End, group.Count(), group.Average(f => f.Delay), group.Max(f => f.Delay)))
        .Named("hourly-delay")
        .To(Hourly);
}

/// <summary>Three sinks of two types in one chain, behind a fork and a side output; one of them twice.</summary>
[Job]
public sealed partial class OpenBranches
{
    public required Source<Flight> Flights { get; init; }

    public required Sink<Flight> Late { get; init; }

    public required Sink<Flight> All { get; init; }

    public required Sink<(Utf8String Origin, int Delay)> Pairs { get; init; }

    void Define(JobBuilder job)
    {
        var flights = job.From(Flights);
        flights.Where(flight => flight.Delay > 10).To(Late);
        flights.To(All);
        flights.Where(flight => flight.Delay <= 10).To(All);
        flights.Select(flight => (flight.Origin, flight.Delay)).To(Pairs);
    }
}

/// <summary>Chooses its connectors in every way that is none of a static type.</summary>
[Job]
public sealed partial class OpenChoices
{
    public Source<Flight>? In { get; init; }

    public string Input { get; init; } = "";

    public bool IsTest { get; init; }

    public Flight[] Flights { get; init; } = [];

    public Sink<Flight>? Out { get; init; }

    public Sink<Flight> Copy => IsTest ? Rows.Discard<Flight>() : Csv.Write<Flight>(Input + ".copy");

    private Source<Flight> Again() => Rows.From(Flights);

    void Define(JobBuilder job)
    {
        job.From(In ?? Csv.Read<Flight>(Input)).Union(
            job.From<Flight>(IsTest ? Rows.From(Flights) : Csv.Read<Flight>(Input)),
            job.From(Again())).To(Out ?? JsonLines.Write<Flight>(Input + ".json"));
        job.From<Flight>(Flights.Length switch { 0 => JsonLines.Read<Flight>(Input), _ => Rows.From(Flights) }).To(Copy);
    }
}

/// <summary>Rows that nobody knows the layout of.</summary>
public readonly struct Point(int x, int y)
{
    public int X { get; } = x;

    public int Y { get; } = y;
}

[Job]
public sealed partial class OpenPoints
{
    public Source<Point>? In { get; init; }

    public Sink<Point>? Out { get; init; }

    void Define(JobBuilder job) => job.From(In!).Where(point => point.X > 0).To(Out!);
}

[Job]
public sealed partial class OpenLines
{
    public required Source<TextLine> In { get; init; }

    public required Sink<Count> Out { get; init; }

    void Define(JobBuilder job) => job.From(In).Select(line => new Count(line.Text, line.Text.Length)).To(Out);
}
