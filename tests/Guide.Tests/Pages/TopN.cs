using System.Collections.Concurrent;
using Millrace;

namespace Guide.TopN;

[Record]
public readonly partial record struct Score(Utf8String Player, Timestamp Time, int Points);

/// <summary>The best two of a day, and all who are as good.</summary>
[Job]
public sealed partial class Podium
{
    internal Score[] Scores { get; init; } = [];
    internal ConcurrentQueue<string> Results { get; } = [];

    void Define(JobBuilder job) => job
        .From(Rows.From(Scores))
        .EventTime(score => score.Time, outOfOrderness: Duration.Zero)
        .WindowAll(Tumbling.Every(Duration.Days(1)))
        .DropLate()
        .TopNWithTies(2, by: score => score.Points)
        .To(Rows.To(Results.Enqueue, ((Score Row, int Rank) top) => $"{top.Rank} {top.Row.Player}"));
}

[Record]
public readonly partial record struct Bid(int Auction, Utf8String Bidder, int Price);

[Record]
public readonly partial record struct Leader(int Auction, int Rank, Utf8String Bidder, int Price);

/// <summary>Bids that are among the best three when they come.</summary>
[Job]
public sealed partial class Leaders
{
    internal Bid[] Bids { get; init; } = [];
    internal ConcurrentQueue<string> Results { get; } = [];

    void Define(JobBuilder job)
    {
        var bids = job.From(Rows.From(Bids));
        bids.KeyBy(bid => bid.Auction)
            .TopN(3, by: bid => bid.Price)
            .Select(top => new Leader(top.Row.Auction, top.Rank, top.Row.Bidder, top.Row.Price))
            .To(Rows.To(Results.Enqueue, (Leader leader) => $"{leader.Price}: {leader.Rank}"));
    }
}
