using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

[Record]
public readonly partial record struct Spell(Utf8String Origin, Timestamp Start, Timestamp End, long Flights, Utf8String LastDestination);

/// <summary>Flights of an airport without a gap, in order of event time whatever order they come in: rows wait in a list until the watermark has come to them.</summary>
[Operator]
public partial struct Spells(Duration gap) : IKeyedProcessFunction<Flight, Utf8String, Spell>, ITimerFunction<Utf8String, Spell>
{
    [State] private ListState<Flight> _waiting;
    [State] private ValueState<long> _flights;
    [State] private ValueState<Timestamp> _start;
    [State] private ValueState<Timestamp> _last;
    [State] private ValueState<Utf8String> _destination;
    [State] private EventTimer _due;
    [State] private EventTimer _over;

    public void Process(in Flight flight, KeyedContext<Utf8String, Spell> context)
    {
        _waiting.Add(flight with { Destination = (Utf8String)$"{flight.Destination} international airport" });
        if (!_due.IsSet || flight.Date < _due.Time) _due.Set(flight.Date);
    }

    public void OnTimer(Timestamp time, KeyedContext<Utf8String, Spell> context)
    {
        if (_over.IsFiring)
        {
            Emit(context);
            return;
        }
        var next = Timestamp.MaxValue;
        // Taken out of order on purpose: ties are the same row for what is computed.
        for (int i = 0; i < _waiting.Count;)
        {
            var flight = _waiting[i];
            if (flight.Date > time)
            {
                if (flight.Date < next) next = flight.Date;
                i++;
                continue;
            }
            Take(in flight, context);
            _waiting[i] = _waiting[0];
            _waiting.RemoveFirst(1);
            i = 0;
            next = Timestamp.MaxValue;
        }
        if (_waiting.Count > 0) _due.Set(next);
    }

    private void Take(in Flight flight, KeyedContext<Utf8String, Spell> context)
    {
        if (!_flights.HasValue) _start.Value = flight.Date;
        _flights.Value++;
        _last.Value = flight.Date;
        if (!_destination.HasValue || flight.Destination.CompareTo(_destination.Value) > 0) _destination.Value = flight.Destination;
        _over.Set(flight.Date + gap);
    }

    private void Emit(KeyedContext<Utf8String, Spell> context)
    {
        context.Collect(new Spell(context.Key, _start.Value, _last.Value, _flights.Value, _destination.Value));
        _start.Clear();
        _last.Clear();
        _flights.Clear();
        _destination.Clear();
    }
}

[Job]
public sealed partial class SpellsJob
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<string> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .EventTime(f => f.Date, Duration.Hours(1_000))
        .Select(f => f with { Origin = (Utf8String)$"airport of {f.Origin}" })
        .KeyBy(f => f.Origin)
        .Process(new Spells(Duration.Minutes(40) + Duration.FromMicroseconds(1)))
        .Named("spells")
        .Where(spell => spell.Flights > 1)
        .To(Rows.To(Results.Add, (Spell s) => $"{s.Origin} {s.Start} {s.End} {s.Flights} {s.LastDestination}"));
}

/// <summary>Sum and count in one accumulator.</summary>
public readonly struct MeanDelay : IAggregate<int, (long Sum, long Count), double>
{
    public (long Sum, long Count) Create() => default;

    public void Add(ref (long Sum, long Count) acc, in int value) => acc = (acc.Sum + value, acc.Count + 1);

    public void Merge(ref (long Sum, long Count) acc, in (long Sum, long Count) other) => acc = (acc.Sum + other.Sum, acc.Count + other.Count);

    public double Result(in (long Sum, long Count) acc) => acc.Count == 0 ? 0 : (double)acc.Sum / acc.Count;
}

public readonly struct LastText : IReducer<Utf8String>
{
    public static Utf8String Reduce(in Utf8String first, in Utf8String second) => second.CompareTo(first) > 0 ? second : first;
}

[Record]
public readonly partial record struct Destination(Utf8String Origin, Utf8String Name, long Flights, double MeanDelay, Utf8String Last);

/// <summary>What an airport's flights come to, told at the end; every hundredth flight, the least flown destination is forgotten.</summary>
[Operator]
public partial struct Destinations : IKeyedProcessFunction<Flight, (Utf8String Origin, bool Far), Destination>, ITimerFunction<(Utf8String Origin, bool Far), Destination>, IOperatorLifecycle
{
    public static readonly SideOutput<Utf8String> New = new("new");

    [State] private MapState<(Utf8String Name, int Parity), long> _flights;
    [State] private AggregatingState<int, double, MeanDelay> _delay;
    [State] private ReducingState<Utf8String, LastText> _last;
    [State] private ProcessingTimer _end;

    public void Open(OperatorContext context)
    {
        if (context.Name != "destinations" || context.Subtask >= context.Parallelism) throw new InvalidOperationException(context.Name);
    }

    public void Process(in Flight flight, KeyedContext<(Utf8String Origin, bool Far), Destination> context)
    {
        var name = ((Utf8String)$"{flight.Destination}, a rather long name", flight.Distance & 1);
        if (!_flights.TryGet(name, out long flights)) context.Output(New, name.Item1);
        _flights[name] = flights + 1;
        _delay.Add(flight.Delay);
        _last.Add(name.Item1);
        if (!_end.IsSet) _end.Set(Timestamp.MaxValue);
    }

    public void OnTimer(Timestamp time, KeyedContext<(Utf8String Origin, bool Far), Destination> context)
    {
        for (var flights = _flights.GetEnumerator(); flights.MoveNext();)
        {
            var ((name, parity), count) = flights.Current;
            context.Collect(new Destination(context.Key.Origin, parity == 0 ? name : name.ToUpper(), count, _delay.Result, _last.Value));
            if (count > 1) flights.RemoveCurrent();
        }
        foreach (var (name, count) in _flights) context.Collect(new Destination(context.Key.Origin, name.Name, -count, 0, default));
        _flights.Clear();
        _delay.Clear();
        _last.Clear();
    }

    public readonly void Close() { }
}

/// <summary>Lets rows pass and says of some why not.</summary>
[Operator]
public partial struct Validate(int longest) : IProcessFunction<Flight, Flight>, IOperatorLifecycle
{
    public static readonly SideOutput<(Utf8String Origin, int Distance)> TooFar = new("too-far");
    public static readonly SideOutput<Flight> Early = new("early");

    private OperatorCounter? _rejected;

    public void Open(OperatorContext context) => _rejected = context.Counter("rejected");

    public readonly void Close() { }

    public readonly void Process(in Flight flight, ProcessContext<Flight> context)
    {
        if (flight.Distance > longest || flight.Delay < 0) _rejected!.Add();
        if (flight.Distance > longest) context.Output(TooFar, (flight.Origin, flight.Distance));
        else if (flight.Delay < 0) context.Output(Early, flight);
        else context.Collect(flight);
    }
}

[Job]
public sealed partial class DestinationsJob
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<string> Results { get; init; } = [];
    internal ConcurrentBag<string> New { get; init; } = [];
    internal ConcurrentBag<string> Rejected { get; init; } = [];
    internal ConcurrentBag<int> EarlyDelays { get; init; } = [];

    public int Longest { get; init; } = 2_000;

    private void Define(JobBuilder job)
    {
        var valid = job.From(Rows.From(Flights)).Process(new Validate(Longest)).Named("validate");
        valid.SideOutput(Validate.TooFar).To(Rows.To(Rejected.Add, ((Utf8String Origin, int Distance) x) => $"{x.Origin} {x.Distance}"));
        valid.SideOutput(Validate.Early).Select(f => f.Delay).To(Rows.To<int>(delay => EarlyDelays.Add(delay)));
        var destinations = valid.KeyBy(f => (f.Origin, Far: f.Distance > 1_000)).Process(new Destinations()).Named("destinations");
        destinations.To(Rows.To(Results.Add, (Destination d) => $"{d.Origin} {d.Name} {d.Flights} {d.MeanDelay:F6} {d.Last}"));
        destinations.SideOutput(Destinations.New).To(Rows.To(New.Add, (Utf8String name) => name.ToString()));
    }
}
