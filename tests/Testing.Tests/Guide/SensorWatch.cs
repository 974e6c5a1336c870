namespace Millrace.Testing.Tests.Guide;

[Record]
public readonly partial record struct Reading(Utf8String Sensor, Utf8String Room, double Value);

[Record]
public readonly partial record struct Notice(Utf8String Sensor, Utf8String Text, double Value);

/// <summary>The larger of two values.</summary>
public readonly struct Larger : IReducer<double>
{
    public static double Reduce(in double first, in double second) => Math.Max(first, second);
}

/// <summary>The mean, from a sum and a count.</summary>
public readonly struct Mean : IAggregate<double, (double Sum, long Count), double>
{
    public (double Sum, long Count) Create() => default;

    public void Add(ref (double Sum, long Count) acc, in double value) => acc = (acc.Sum + value, acc.Count + 1);

    public void Merge(ref (double Sum, long Count) acc, in (double Sum, long Count) other) => acc = (acc.Sum + other.Sum, acc.Count + other.Count);

    public double Result(in (double Sum, long Count) acc) => acc.Count == 0 ? 0 : acc.Sum / acc.Count;
}

/// <summary>Tells when a sensor has moved, reads far above its mean, or has gone silent.</summary>
[Operator]
public partial struct SensorWatch(Duration silence) : IKeyedProcessFunction<Reading, Utf8String, Notice>, ITimerFunction<Utf8String, Notice>, IOperatorLifecycle
{
    [State] private AggregatingState<double, double, Mean> _mean;
    [State] private ReducingState<double, Larger> _highest;
    [State(Expires = true)] private MapState<Utf8String, long> _rooms;
    [State] private ProcessingTimer _silent;

    public void Open(OperatorContext context) => _rooms.ExpireAfter(Duration.Days(30), renewOnRead: false);

    public void Process(in Reading reading, KeyedContext<Utf8String, Notice> context)
    {
        if (_mean.HasValue && reading.Value > 2 * _mean.Result) context.Collect(new Notice(context.Key, "high", reading.Value));
        _mean.Add(reading.Value);
        _highest.Add(reading.Value);
        if (_rooms.TryAdd(reading.Room, 0)) context.Collect(new Notice(context.Key, reading.Room, reading.Value));
        _rooms[reading.Room]++;
        _silent.Set(context.ProcessingTime + silence);
    }

    public void OnTimer(Timestamp time, KeyedContext<Utf8String, Notice> context)
    {
        context.Collect(new Notice(context.Key, "silent", _highest.Value));
        _mean.Clear();
        _highest.Clear();
    }

    public readonly void Close() { }
}
