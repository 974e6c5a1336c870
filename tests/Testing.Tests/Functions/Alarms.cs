namespace Millrace.Testing.Tests.Functions;

public enum AlarmCommand : byte { Set, Clear, Look }

/// <summary>What to do with one of a key's timers; when it fires it sets itself again so many times, each so much later.</summary>
[Record]
public readonly partial record struct AlarmRow(Utf8String Key, AlarmCommand Command, int Timer, Timestamp At, int Again, long EveryUs);

/// <summary>A timer that fired.</summary>
[Record]
public readonly partial record struct Rang(Utf8String Key, int Timer, Timestamp At, Timestamp RowTime, Timestamp Clock);

/// <summary>Does with event-time timers what its rows say.</summary>
[Operator]
public partial struct EventAlarms : IKeyedProcessFunction<AlarmRow, Utf8String, Rang>, ITimerFunction<Utf8String, Rang>
{
    [State] private EventTimer _first;
    [State] private MapState<int, (int Again, long EveryUs)> _repeats;
    [State] private EventTimer _second;
    [State] private EventTimer _third;

    public void Process(in AlarmRow row, KeyedContext<Utf8String, Rang> context)
    {
        switch (row.Command)
        {
            case AlarmCommand.Set:
                if (row.Again > 0) _repeats[row.Timer] = (row.Again, row.EveryUs);
                else _repeats.Remove(row.Timer);
                Set(row.Timer, row.At);
                break;
            case AlarmCommand.Clear:
                _repeats.Remove(row.Timer);
                if (row.Timer == 0) _first.Clear();
                else if (row.Timer == 1) _second.Clear();
                else _third.Clear();
                break;
            default:
                break;
        }
    }

    public void OnTimer(Timestamp time, KeyedContext<Utf8String, Rang> context)
    {
        int timer = _first.IsFiring ? 0 : _second.IsFiring ? 1 : 2;
        if (timer == 0 ? _first.IsSet : timer == 1 ? _second.IsSet : _third.IsSet) throw new InvalidOperationException("A timer that fires is not set.");
        context.Collect(new Rang(context.Key, timer, time, context.Time, context.ProcessingTime));
        if (!_repeats.TryGet(timer, out var repeat)) return;
        if (repeat.Again > 1) _repeats[timer] = repeat with { Again = repeat.Again - 1 };
        else _repeats.Remove(timer);
        Set(timer, time + Duration.FromMicroseconds(repeat.EveryUs));
    }

    private void Set(int timer, Timestamp at)
    {
        if (timer == 0) _first.Set(at);
        else if (timer == 1) _second.Set(at);
        else _third.Set(at);
    }
}

/// <summary>Does with processing-time timers what its rows say.</summary>
[Operator]
public partial struct ClockAlarms : IKeyedProcessFunction<AlarmRow, Utf8String, Rang>, ITimerFunction<Utf8String, Rang>
{
    [State] private ProcessingTimer _first;
    [State] private ProcessingTimer _second;
    [State] private ValueState<(int Again, long EveryUs)> _repeat;

    public void Process(in AlarmRow row, KeyedContext<Utf8String, Rang> context)
    {
        if (row.Command == AlarmCommand.Set)
        {
            if (row.Timer == 0) _first.Set(row.At);
            else _second.Set(row.At);
            if (row.Timer != 0) return;
            if (row.Again > 0) _repeat.Value = (row.Again, row.EveryUs);
            else _repeat.Clear();
        }
        else if (row.Command == AlarmCommand.Clear)
        {
            if (row.Timer == 0) _first.Clear();
            else _second.Clear();
            if (row.Timer == 0) _repeat.Clear();
        }
    }

    public void OnTimer(Timestamp time, KeyedContext<Utf8String, Rang> context)
    {
        int timer = _first.IsFiring ? 0 : 1;
        context.Collect(new Rang(context.Key, timer, time, context.Time, context.ProcessingTime));
        if (timer != 0 || !_repeat.HasValue) return;
        var (again, everyUs) = _repeat.Value;
        if (again > 1) _repeat.Value = (again - 1, everyUs);
        else _repeat.Clear();
        _first.Set(time + Duration.FromMicroseconds(everyUs));
    }
}
