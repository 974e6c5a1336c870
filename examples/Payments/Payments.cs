using Millrace;

/// <summary>Waits for the payments of an order, in one or several parts, whichever comes first; an order that is not paid in time goes to a side output.</summary>
[Operator]
public partial struct Payments(Duration patience) : IKeyedProcessFunction<OrderEvent, long, PaidOrder>, ITimerFunction<long, PaidOrder>
{
    /// <summary>Orders that were not paid in time.</summary>
    public static readonly SideOutput<UnpaidOrder> Overdue = new("overdue");

    [State] private ValueState<OrderEvent> _placed;
    [State] private ListState<decimal> _payments;
    [State] private EventTimer _due;

    public void Process(in OrderEvent e, KeyedContext<long, PaidOrder> context)
    {
        switch (e.Step)
        {
            case Step.Placed:
                _placed.Value = e;
                _due.Set(e.At + patience);
                break;
            case Step.Paid:
                _payments.Add(e.Amount);
                // A payment may come before its order, or without one.
                if (!_due.IsSet) _due.Set(e.At + patience);
                break;
            default:
                Forget();
                return;
        }
        // Timers wait for the watermark, so a row that is too late may well come before its timer fires.
        if (_placed.HasValue && e.At <= _placed.Value.At + patience && Sum() >= _placed.Value.Amount)
        {
            var placed = _placed.Value;
            context.Collect(new PaidOrder(context.Key, placed.Customer, placed.Amount, placed.At, e.At, _payments.Count));
            Forget();
        }
    }

    public void OnTimer(Timestamp time, KeyedContext<long, PaidOrder> context)
    {
        if (_placed.HasValue) context.Output(Overdue, new UnpaidOrder(context.Key, _placed.Value.Customer, _placed.Value.At));
        Forget();
    }

    private readonly decimal Sum()
    {
        decimal sum = 0;
        foreach (decimal payment in _payments.Items) sum += payment;
        return sum;
    }

    /// <summary>With nothing left of it, the key itself is forgotten.</summary>
    private readonly void Forget()
    {
        _placed.Clear();
        _payments.Clear();
        _due.Clear();
    }
}
