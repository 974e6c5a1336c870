namespace Millrace.Testing.Tests.Guide;

[Record]
public readonly partial record struct Order(Timestamp At, long Id, Utf8String Customer);

[Record]
public readonly partial record struct Shipment(Timestamp At, long Order, Utf8String Carrier);

[Record]
public readonly partial record struct Delivery(long Order, Utf8String Customer, Utf8String Carrier, Duration Waited);

/// <summary>Brings orders and their shipments together, whichever comes first.</summary>
[Operator]
public partial struct Deliveries(Duration patience) : IConnectedFunction<Order, Shipment, long, Delivery>, ITimerFunction<long, Delivery>
{
    public static readonly SideOutput<Order> Forgotten = new("forgotten");

    [State] private ValueState<Order> _order;
    [State] private ValueState<Shipment> _shipment;
    [State] private EventTimer _tooLate;

    public void ProcessLeft(in Order order, KeyedContext<long, Delivery> context)
    {
        _order.Value = order;
        if (_shipment.HasValue) Deliver(context);
        else _tooLate.Set(order.At + patience);
    }

    public void ProcessRight(in Shipment shipment, KeyedContext<long, Delivery> context)
    {
        _shipment.Value = shipment;
        if (_order.HasValue) Deliver(context);
        else _tooLate.Set(shipment.At + patience);
    }

    public void OnTimer(Timestamp time, KeyedContext<long, Delivery> context)
    {
        if (_order.HasValue) context.Output(Forgotten, _order.Value);
        _order.Clear();
        _shipment.Clear();
    }

    private void Deliver(KeyedContext<long, Delivery> context)
    {
        var (order, shipment) = (_order.Value, _shipment.Value);
        context.Collect(new Delivery(order.Id, order.Customer, shipment.Carrier, shipment.At - order.At));
        _tooLate.Clear();
        _order.Clear();
        _shipment.Clear();
    }
}

[Job]
public sealed partial class DeliveryJob
{
    public RowsSource<Order> Orders { get; init; } = Rows.From<Order>([]);
    public RowsSource<Shipment> Shipments { get; init; } = Rows.From<Shipment>([]);
    public CallbackSink<Delivery> Output { get; init; } = Rows.To(Console.WriteLine, (Delivery row) => row.ToString());
    public CallbackSink<Order> Forgotten { get; init; } = Rows.To(Console.WriteLine, (Order row) => row.ToString());

    private void Define(JobBuilder job)
    {
        var orders = job.From(Orders).EventTime(order => order.At, Duration.Minutes(1));
        var shipments = job.From(Shipments).EventTime(shipment => shipment.At, Duration.Minutes(1));

        var deliveries = orders.KeyBy(order => order.Id)
            .Connect(shipments.KeyBy(shipment => shipment.Order))
            .Process(new Deliveries(Duration.Days(7)))
            .Named("deliveries");
        deliveries.To(Output);
        deliveries.SideOutput(Deliveries.Forgotten).To(Forgotten);
    }
}
