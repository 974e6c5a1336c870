namespace Millrace.Testing.Tests.Guide;

[Record]
public readonly partial record struct Measurement(Timestamp At, Utf8String Sensor, Utf8String Kind, double Value);

[Record]
public readonly partial record struct Limit(Timestamp At, Utf8String Kind, double Highest);

[Record]
public readonly partial record struct Alarm(Utf8String Sensor, double Value, double Highest, long Times);

/// <summary>Tells of measurements above the limit of their kind; limits change while the job runs.</summary>
[Operator]
public partial struct Limits : IBroadcastFunction<Measurement, Limit, Utf8String, Alarm>
{
    [State] private BroadcastState<Utf8String, double> _limits;
    [State] private ValueState<long> _times;

    public void ProcessBroadcast(in Limit limit, ProcessContext<Alarm> context) => _limits[limit.Kind] = limit.Highest;

    public void Process(in Measurement measurement, KeyedContext<Utf8String, Alarm> context)
    {
        if (!_limits.TryGet(measurement.Kind, out double highest) || measurement.Value <= highest) return;
        _times.Value++;
        context.Collect(new Alarm(context.Key, measurement.Value, highest, _times.Value));
    }
}

[Job]
public sealed partial class LimitsJob
{
    public RowsSource<Measurement> Measurements { get; init; } = Rows.From<Measurement>([]);
    public RowsSource<Limit> Changes { get; init; } = Rows.From<Limit>([]);
    public CallbackSink<Alarm> Output { get; init; } = Rows.To(Console.WriteLine, (Alarm row) => row.ToString());

    private void Define(JobBuilder job)
    {
        var limits = job.From(Changes);
        var measurements = job.From(Measurements);

        measurements.KeyBy(measurement => measurement.Sensor)
            .Connect(limits.Broadcast())
            .Process(new Limits())
            .Named("limits")
            .To(Output);
    }
}
