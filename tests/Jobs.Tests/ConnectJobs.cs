using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

[Record]
public readonly partial record struct Bound(Utf8String Origin, Timestamp Date, int Distance);

/// <summary>Flights of an airport, each with the latest of its long flights before it: a temporal join by hand.</summary>
[Operator]
public partial struct LastLong : IConnectedFunction<Flight, Bound, Utf8String, (Timestamp Date, Timestamp Before)>, ITimerFunction<Utf8String, (Timestamp Date, Timestamp Before)>
{
    public static readonly SideOutput<Flight> Short = new("short");

    [State] private ListState<Timestamp> _flights;
    [State] private ListState<Timestamp> _bounds;
    [State] private EventTimer _end;

    public void ProcessLeft(in Flight row, KeyedContext<Utf8String, (Timestamp Date, Timestamp Before)> context)
    {
        if (row.Distance < 300) context.Output(Short, row);
        _flights.Add(row.Date);
        _end.Set(Timestamp.MaxValue);
    }

    public void ProcessRight(in Bound row, KeyedContext<Utf8String, (Timestamp Date, Timestamp Before)> context)
    {
        _bounds.Add(row.Date);
        _end.Set(Timestamp.MaxValue);
    }

    public void OnTimer(Timestamp time, KeyedContext<Utf8String, (Timestamp Date, Timestamp Before)> context)
    {
        foreach (var flight in _flights.Items)
        {
            var before = Timestamp.MinValue;
            foreach (var bound in _bounds.Items)
                if (bound < flight && bound > before) before = bound;
            context.Collect((flight, before));
        }
        _flights.Clear();
        _bounds.Clear();
    }
}

[Job]
public sealed partial class LastLongJob
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<(long, long)> Results { get; init; } = [];
    internal ConcurrentBag<long> Short { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var flights = job.From(Rows.From(Flights)).EventTime(f => f.Date, Duration.Hours(1_000));
        var bounds = flights.Where(f => f.Distance > 2_000).Select(f => new Bound(f.Origin, f.Date, f.Distance));
        var joined = flights.KeyBy(f => f.Origin).Connect(bounds.KeyBy(b => b.Origin)).Process(new LastLong()).Named("last-long");
        joined.To(Rows.To<(Timestamp Date, Timestamp Before)>(x => Results.Add((x.Date.Microseconds, x.Before.Microseconds))));
        joined.SideOutput(LastLong.Short).To(Rows.To(Short.Add, (Flight f) => f.Date.Microseconds));
    }
}

/// <summary>A limit per destination; what is told of a flight is whether it is above, once all limits have come.</summary>
[Operator]
public partial struct Above : IBroadcastFunction<Flight, (Utf8String Destination, int Limit), Utf8String, Utf8String>, ITimerFunction<Utf8String, Utf8String>
{
    [State] private BroadcastState<Utf8String, int> _limits;
    [State] private ListState<Flight> _flights;
    [State] private EventTimer _end;

    public void Process(in Flight row, KeyedContext<Utf8String, Utf8String> context)
    {
        _flights.Add(row);
        if (!_end.IsSet) _end.Set(Timestamp.MaxValue);
    }

    public void ProcessBroadcast(in (Utf8String Destination, int Limit) row, ProcessContext<Utf8String> context)
    {
        if (_limits.Get(row.Destination, int.MinValue) < row.Limit) _limits[row.Destination] = row.Limit;
    }

    public void OnTimer(Timestamp time, KeyedContext<Utf8String, Utf8String> context)
    {
        foreach (var flight in _flights.Items)
            if (_limits.TryGet(flight.Destination, out int limit) && flight.Delay > limit) context.Collect(flight.Destination);
        _flights.Clear();
    }
}

[Job]
public sealed partial class AboveJob
{
    internal Flight[] Flights { get; init; } = [];
    internal (Utf8String Destination, int Limit)[] Limits { get; init; } = [];
    internal ConcurrentBag<string> Results { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var limits = job.From(Rows.From(Limits));
        job.From(Rows.From(Flights)).EventTime(f => f.Date, Duration.Hours(1_000))
            .KeyBy(f => f.Origin).Connect(limits.Broadcast()).Process(new Above()).Named("above")
            .To(Rows.To(Results.Add, (Utf8String name) => name.ToString()));
    }
}
