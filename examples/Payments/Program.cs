using Millrace;

return await StreamHost.RunAsync<OrderPayments>(args);

/// <summary>Which orders were paid, and which were not within their time.</summary>
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

    void Define(JobBuilder job)
    {
        var paid = job.From(Csv.Read<OrderEvent>(Input))
            .EventTime(e => e.At, outOfOrderness: Duration.Minutes(5))
            .KeyBy(e => e.Order)
            .Process(new Payments(Duration.Minutes(Minutes)))
            .Named("payments");
        paid.To(Csv.Write<PaidOrder>(Output));
        paid.SideOutput(Payments.Overdue).To(Csv.Write<UnpaidOrder>(Unpaid));
    }
}
