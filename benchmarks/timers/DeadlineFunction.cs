namespace Millrace.Benchmarks;

/// <summary>Each row sets, or moves, a timer of its key to a random time within an hour; when it fires, the key's rows are told.</summary>
[Operator]
internal partial struct DeadlineFunction : IKeyedProcessFunction<LimitRow, ulong, LimitCount>, ITimerFunction<ulong, LimitCount>
{
    private static readonly Duration Wait = Duration.Hours(1);

    [State] private ValueState<long> _rows;
    [State] private EventTimer _deadline;

    public void Process(in LimitRow row, KeyedContext<ulong, LimitCount> context)
    {
        _rows.Value++;
        _deadline.Set(row.Time + Wait + Duration.FromMicroseconds(row.User));
    }

    public void OnTimer(Timestamp time, KeyedContext<ulong, LimitCount> context)
    {
        context.Collect(new LimitCount(context.Key, time, _rows.Value));
        _rows.Clear();
    }
}
