using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

[Record]
public readonly partial record struct Named(Utf8String Origin, Utf8String Name, int Distance, Timestamp Date);

/// <summary>Asks about each flight, in the several forms that a call may have.</summary>
[Job]
public sealed partial class AsyncCalls
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentQueue<string> Ordered { get; init; } = [];
    internal ConcurrentQueue<string> Unordered { get; init; } = [];
    internal ConcurrentQueue<string> Counts { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var flights = job.From(Rows.From(Flights)).EventTime(f => f.Date, Duration.Minutes(1));
        flights
            .SelectAsync(
                async (flight, cancellation) =>
                {
                    await Pause(flight.Distance, cancellation);
                    return $"{flight.Origin} and more than twelve bytes";
                },
                (flight, name) => new Named(flight.Origin, (Utf8String)name, flight.Distance, flight.Date),
                Async.Ordered(capacity: 20, timeout: Duration.Minutes(1)))
            .Named("names")
            .To(Rows.To(Ordered.Enqueue, (Named row) => $"{row.Origin} {row.Name} {row.Distance} {row.Date}"));
        flights
            .Where(f => f.Distance > 100)
            .SelectAsync(Fetch, (flight, answer) => (flight.Origin, flight.Date, answer.Length), Async.Unordered(100, Duration.Minutes(1)).WithRetry(2, Duration.Milliseconds(1)),
                (flight, failure) => (flight.Origin, flight.Date, Length: -1))
            .KeyBy(row => row.Origin)
            .Window(Tumbling.Every(Duration.Hours(1))).DropLate()
            .Aggregate(group => (group.Key, group.Window.Start, Count: group.Count(), Sum: group.Sum(row => row.Length)))
            .To(Rows.To(Counts.Enqueue, ((Utf8String Key, Timestamp Start, long Count, long Sum) row) => $"{row.Key} {row.Start} {row.Count} {row.Sum}"));
        flights
            .SelectAsync((flight, cancellation) => Task.FromResult(flight.Distance), static (flight, distance) => distance - flight.Distance, Async.Unordered(1, Duration.Seconds(30)))
            .To(Rows.To<int>(difference => Unordered.Enqueue($"{difference}")));
    }

    private static async Task Pause(int distance, CancellationToken cancellation)
    {
        if (distance % 3 != 0) await Task.Yield();
        if (distance % 97 == 0) await Task.Delay(1, cancellation);
    }

    private async ValueTask<string> Fetch(Flight flight, CancellationToken cancellation)
    {
        await Pause(flight.Distance, cancellation);
        return flight.Distance % 11 == 0 ? throw new InvalidOperationException("none") : new string('x', flight.Distance % 7);
    }
}

/// <summary>Calls behind calls, in one chain: in order behind out of order, a lookup behind both, and windows behind all.</summary>
[Job]
public sealed partial class CallsInARow
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentQueue<string> Rows { get; init; } = [];
    internal ConcurrentQueue<string> Counts { get; init; } = [];
    internal ConcurrentQueue<string> Ordered { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var flights = job.From(Millrace.Rows.From(Flights)).EventTime(f => f.Date, Duration.Minutes(1));
        var named = flights
            .SelectAsync(Double, (flight, distance) => (flight.Origin, flight.Date, Distance: distance), Async.Unordered(16, Duration.Minutes(1)))
            .Named("first")
            .Where(row => row.Distance % 5 != 0)
            .SelectAsync(Describe, (row, text) => (row.Origin, row.Date, row.Distance, Text: (Utf8String)text), Async.Ordered(3, Duration.Minutes(1)))
            .Named("second")
            .LeftLookup(row => row.Origin, Find, (row, airport) => (row.Origin, row.Date, row.Distance, row.Text, Name: airport == null ? default : (Utf8String)airport.Name),
                Cache.For(Duration.Hours(1), maxEntries: 2), Async.Unordered(7, Duration.Minutes(1)))
            .Named("third");
        named.To(Millrace.Rows.To(Rows.Enqueue, ((Utf8String Origin, Timestamp Date, long Distance, Utf8String Text, Utf8String Name) row) => $"{row.Origin} {row.Date} {row.Distance} {row.Text} {row.Name}"));
        named.KeyBy(row => row.Origin)
            .Window(Tumbling.Every(Duration.Hours(1))).DropLate()
            .Aggregate(group => (group.Key, group.Window.Start, Count: group.Count()))
            .To(Millrace.Rows.To(Counts.Enqueue, ((Utf8String Key, Timestamp Start, long Count) row) => $"{row.Key} {row.Start} {row.Count}"));
        flights
            .SelectAsync(Double, (flight, distance) => (flight.Date, Distance: distance), Async.Ordered(16, Duration.Minutes(1)))
            .SelectAsync((row, cancellation) => ValueTask.FromResult(row.Distance + 1), (row, more) => (row.Date, More: more), Async.Ordered(2, Duration.Minutes(1)))
            .To(Millrace.Rows.To<(Timestamp Date, long More)>(row => Ordered.Enqueue($"{row.Date} {row.More}")));
    }

    private static async Task<long> Double(Flight flight, CancellationToken cancellation)
    {
        if (flight.Distance % 3 != 0) await Task.Yield();
        if (flight.Distance % 97 == 0) await Task.Delay(1, cancellation);
        return 2L * flight.Distance;
    }

    private static async ValueTask<string> Describe((Utf8String Origin, Timestamp Date, long Distance) row, CancellationToken cancellation)
    {
        string text = $"{row.Origin} and more than twelve bytes {row.Distance}";
        if (row.Distance % 7 != 0) await Task.Yield();
        if (row.Distance % 89 == 0) await Task.Delay(1, cancellation);
        return text;
    }

    private static async Task<Airport?> Find(Utf8String origin, CancellationToken cancellation)
    {
        string name = origin.ToString();
        await Task.Yield();
        cancellation.ThrowIfCancellationRequested();
        return Lookups.Find(name);
    }
}

/// <summary>What is known of an airport.</summary>
public sealed record Airport(string Name);

/// <summary>Looks up what each flight's origin is called, of which some have no name.</summary>
[Job]
public sealed partial class Lookups
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentQueue<string> Inner { get; init; } = [];
    internal ConcurrentQueue<string> Left { get; init; } = [];
    internal ConcurrentDictionary<string, int> Asked { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var flights = job.From(Rows.From(Flights)).EventTime(f => f.Date, Duration.Minutes(1));
        flights
            .Lookup(f => f.Origin, async (origin, cancellation) => await FindAsync(origin.ToString(), cancellation),
                (f, airport) => new Named(f.Origin, (Utf8String)airport.Name, f.Distance, f.Date),
                Cache.For(Duration.Hours(1), maxEntries: 1_000), Async.Ordered(50, Duration.Minutes(1)))
            .To(Rows.To(Inner.Enqueue, (Named row) => $"{row.Origin} {row.Name} {row.Distance} {row.Date}"));
        flights
            .LeftLookup(f => (f.Origin, Even: f.Distance % 2 == 0), FindPair, (f, airport) => (f.Origin, f.Date, Name: airport == null ? default : (Utf8String)airport.Name),
                Cache.For(Duration.Zero, maxEntries: 1), Async.Unordered(50, Duration.Minutes(1)))
            .Named("names")
            .To(Rows.To(Left.Enqueue, ((Utf8String Origin, Timestamp Date, Utf8String Name) row) => $"{row.Origin} {row.Date} {row.Name}"));
    }

    /// <summary>Null for short names.</summary>
    public static Airport? Find(string origin) => origin.Length == 3 ? null : new Airport($"the airport of {origin}");

    private async Task<Airport?> FindAsync(string origin, CancellationToken cancellation)
    {
        Asked.AddOrUpdate(origin, 1, (_, count) => count + 1);
        await Task.Delay(1, cancellation);
        return Find(origin);
    }

    private async ValueTask<Airport?> FindPair((Utf8String Origin, bool Even) pair, CancellationToken cancellation)
    {
        if (pair.Even) await Task.Yield();
        return Find(pair.Origin.ToString());
    }
}
