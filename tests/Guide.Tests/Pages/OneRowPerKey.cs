using Millrace;

namespace Guide.OneRowPerKey;

/// <summary>The program of docs/guide/one-row-per-key.md.</summary>
internal static class Program
{
    public static async Task<int> RunAsync(string[] args)
    {
        return await StreamHost.RunAsync<Orders>(args);
    }
}

[Record]
public readonly partial record struct Order(long Id, Timestamp Time, Utf8String Customer, Utf8String Status);

[Record]
public readonly partial record struct Customer(Utf8String Name);

[Job]
public sealed partial class Orders
{
    /// <summary>Orders as CSV; the same order may come several times.</summary>
    public required string Input { get; init; }

    /// <summary>Where customers are written.</summary>
    public string Customers { get; init; } = "customers.csv";

    void Define(JobBuilder job)
    {
        var orders = job.From(Csv.Read<Order>(Input))
            .EventTime(order => order.Time, outOfOrderness: Duration.Minutes(5));

        orders.KeyBy(order => order.Id).KeepLast().Named("current")
            .To(Csv.Write<Order>("-"));

        orders.Select(order => new Customer(order.Customer)).Distinct().Named("customers")
            .To(Csv.Write<Customer>(Customers));
    }
}
