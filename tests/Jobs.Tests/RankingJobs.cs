using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

/// <summary>Rankings with ties, of windows.</summary>
[Job]
public sealed partial class TiedFlights
{
    internal Flight[] Flights { get; init; } = [];
    internal int Most { get; init; }
    internal ConcurrentBag<string> Sliding { get; init; } = [];
    internal ConcurrentBag<string> All { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var flights = job.From(Rows.From(Flights)).EventTime(f => f.Date, Duration.Hours(1_000));
        flights.KeyBy(f => f.Origin)
            .Window(Millrace.Sliding.Of(Duration.Minutes(30), every: Duration.Minutes(10)))
            .DropLate()
            .TopNWithTies(Most, by: f => f.Delay)
            .To(Rows.To<(Flight Row, int Rank)>(top => Sliding.Add($"{top.Rank} {top.Row}")));
        flights.WindowAll(Tumbling.Every(Duration.Hours(1)))
            .DropLate()
            .TopNWithTies(Most, by: f => f.Origin)
            .Named("top-origins")
            .To(Rows.To<(Flight Row, int Rank)>(top => All.Add($"{top.Rank} {top.Row}")));
    }
}

/// <summary>Rankings without a window, of keys and of the whole stream.</summary>
[Job]
public sealed partial class RankingsSoFar
{
    internal Flight[] Flights { get; init; } = [];
    internal int Most { get; init; }
    internal ConcurrentQueue<string> Keyed { get; init; } = [];
    internal ConcurrentQueue<string> Then { get; init; } = [];
    internal ConcurrentQueue<string> Tied { get; init; } = [];
    internal ConcurrentQueue<string> All { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var flights = job.From(Rows.From(Flights)).EventTime(f => f.Date, Duration.Hours(1_000));
        var keyed = flights.KeyBy(f => f.Origin);
        keyed.TopN(Most, by: f => f.Delay).Named("keyed")
            .To(Rows.To<(Flight Row, int Rank)>(top => Keyed.Enqueue($"{top.Rank} {top.Row}")));
        keyed.TopN(Most, by: f => f.Delay, thenBy: f => f.Destination).Named("then")
            .Where(top => top.Row.Distance > 100)
            .To(Rows.To<(Flight Row, int Rank)>(top => Then.Enqueue($"{top.Rank} {top.Row}")));
        keyed.TopNWithTies(Most, by: f => f.Delay).Named("tied")
            .To(Rows.To<(Flight Row, int Rank)>(top => Tied.Enqueue($"{top.Rank} {top.Row}")));
        flights.TopN(Most, by: f => f.Distance).Named("all")
            .To(Rows.To<(Flight Row, int Rank)>(top => All.Enqueue($"{top.Rank} {top.Row}")));
    }
}
