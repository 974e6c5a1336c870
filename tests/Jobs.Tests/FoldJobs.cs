using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

/// <summary>Reduces and folds over windows.</summary>
[Job]
public sealed partial class Folds
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<string> Results { get; init; } = [];
    public long Start { get; init; } = 1_000;

    private void Define(JobBuilder job)
    {
        var byOrigin = job.From(Rows.From(Flights)).EventTime(f => f.Date, Duration.Minutes(1)).KeyBy(f => f.Origin);
        byOrigin.Window(Tumbling.Every(Duration.Minutes(30))).DropLate()
            .Reduce((a, b) => a.Distance >= b.Distance ? a : b).Named("farthest")
            .To(Rows.To(Results.Add, (Flight f) => $"t {f.Origin} {f.Destination} {f.Distance}"));
        byOrigin.Window(Sliding.Of(Duration.Hours(1), every: Duration.Minutes(30))).DropLate()
            .Reduce((a, b) => a.Distance >= b.Distance ? a : b)
            .To(Rows.To(Results.Add, (Flight f) => $"s {f.Origin} {f.Destination} {f.Distance}"));
        byOrigin.Window(Tumbling.Every(Duration.Minutes(30))).DropLate()
            .Fold((Key: default(Utf8String), Sum: Start, Last: default(Utf8String)), (sum, f) => (f.Origin, sum.Sum + f.Distance, sum.Last.CompareTo(f.Destination) < 0 ? f.Destination : sum.Last))
            .To(Rows.To(Results.Add, ((Utf8String Key, long Sum, Utf8String Last) r) => $"f {r.Key} {r.Sum} {r.Last}"));
        byOrigin.Window(Tumbling.Count(50))
            .Fold((Key: default(Utf8String), Sum: 0L), (sum, f) => (f.Origin, sum.Sum + f.Distance))
            .To(Rows.To(Results.Add, ((Utf8String Key, long Sum) r) => $"c {r.Key} {r.Sum}"));
    }
}
