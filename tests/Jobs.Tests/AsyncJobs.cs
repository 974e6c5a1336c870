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
            .To(Rows.To<Named>(row => Ordered.Enqueue($"{row.Origin} {row.Name} {row.Distance} {row.Date}")));
        flights
            .Where(f => f.Distance > 100)
            .SelectAsync(Fetch, (flight, answer) => (flight.Origin, flight.Date, answer.Length), Async.Unordered(100, Duration.Minutes(1)).WithRetry(2, Duration.Milliseconds(1)),
                (flight, failure) => (flight.Origin, flight.Date, Length: -1))
            .KeyBy(row => row.Origin)
            .Window(Tumbling.Every(Duration.Hours(1))).DropLate()
            .Aggregate(group => (group.Key, group.Window.Start, Count: group.Count(), Sum: group.Sum(row => row.Length)))
            .To(Rows.To<(Utf8String Key, Timestamp Start, long Count, long Sum)>(row => Counts.Enqueue($"{row.Key} {row.Start} {row.Count} {row.Sum}")));
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
