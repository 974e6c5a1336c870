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
            .To(Rows.To(Sliding.Add, ((Flight Row, int Rank) top) => $"{top.Rank} {top.Row}"));
        flights.WindowAll(Tumbling.Every(Duration.Hours(1)))
            .DropLate()
            .TopNWithTies(Most, by: f => f.Origin)
            .Named("top-origins")
            .To(Rows.To(All.Add, ((Flight Row, int Rank) top) => $"{top.Rank} {top.Row}"));
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
            .To(Rows.To(Keyed.Enqueue, ((Flight Row, int Rank) top) => $"{top.Rank} {top.Row}"));
        keyed.TopN(Most, by: f => f.Delay, thenBy: f => f.Destination).Named("then")
            .Where(top => top.Row.Distance > 100)
            .To(Rows.To(Then.Enqueue, ((Flight Row, int Rank) top) => $"{top.Rank} {top.Row}"));
        keyed.TopNWithTies(Most, by: f => f.Delay).Named("tied")
            .To(Rows.To(Tied.Enqueue, ((Flight Row, int Rank) top) => $"{top.Rank} {top.Row}"));
        flights.TopN(Most, by: f => f.Distance).Named("all")
            .To(Rows.To(All.Enqueue, ((Flight Row, int Rank) top) => $"{top.Rank} {top.Row}"));
    }
}
