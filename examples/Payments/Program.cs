using Millrace;

return await StreamHost.RunAsync<OrderPayments>(args);

/// <summary>
/// Which orders were paid, and which were not within their time. The same job is this program, reads a script in tests/Testing.Tests/OrderPaymentsTests.cs, and rows in
/// memory in benchmarks/connect.
/// </summary>
[Job]
public sealed partial class OrderPayments
{
    /// <summary>What happened to orders, as CSV. Without it: a morning that comes with the example.</summary>
    public string Input { get; init; } = Path.Combine(AppContext.BaseDirectory, "data", "order-events.csv");

    /// <summary>File for paid orders; - is standard output.</summary>
    public string Output { get; init; } = "-";

    /// <summary>File for orders that were not paid in time.</summary>
    public string Unpaid { get; init; } = "unpaid.csv";

    /// <summary>Minutes in which an order has to be paid.</summary>
    public int Minutes { get; init; } = 30;

    /// <summary>What happened to orders, if it is not in a file.</summary>
    public Source<OrderEvent>? Events { get; init; }

    /// <summary>Where paid orders go, if not to a file.</summary>
    public Sink<PaidOrder>? PaidOrders { get; init; }

    /// <summary>Where orders go that were not paid in time, if not to a file.</summary>
    public Sink<UnpaidOrder>? UnpaidOrders { get; init; }

    void Define(JobBuilder job)
    {
        var paid = job.From(Events ?? Csv.Read<OrderEvent>(Input))
            .EventTime(e => e.At, outOfOrderness: Duration.Minutes(5))
            .KeyBy(e => e.Order)
            .Process(new Payments(Duration.Minutes(Minutes)))
            .Named("payments");
        paid.To(PaidOrders ?? Csv.Write<PaidOrder>(Output));
        paid.SideOutput(Payments.Overdue).To(UnpaidOrders ?? Csv.Write<UnpaidOrder>(Unpaid));
    }
}
