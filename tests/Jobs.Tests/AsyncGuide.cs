using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

[Record]
public readonly partial record struct Order(Utf8String Item, int Count, Timestamp At);

[Record]
public readonly partial record struct PricedOrder(Utf8String Item, int Amount, Timestamp At);

[Record]
public readonly partial record struct NamedOrder(Utf8String Item, Utf8String Name);

/// <summary>Stands for something outside the job.</summary>
public sealed class Shop
{
    /// <summary>Fails for items without a price.</summary>
    public async Task<int> FindPriceAsync(string item, CancellationToken cancellation)
    {
        await Task.Delay(1, cancellation);
        return item == "nothing" ? throw new KeyNotFoundException(item) : item.Length;
    }

    /// <summary>Null for what it does not have.</summary>
    public async Task<Airport?> FindAsync(string item, CancellationToken cancellation)
    {
        await Task.Delay(1, cancellation);
        return item == "nothing" ? null : new Airport($"a {item}");
    }
}

/// <summary>The code of docs/guide/async.md.</summary>
[Job]
public sealed partial class AsyncGuide
{
    private readonly Shop _shop = new();

    internal Order[] Orders { get; init; } = [];
    internal ConcurrentQueue<string> Results { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var orders = job.From(Rows.From(Orders)).EventTime(order => order.At, Duration.Minutes(1));
        orders
            .SelectAsync(
                async (order, cancellation) => await _shop.FindPriceAsync(order.Item.ToString(), cancellation),
                (order, price) => new PricedOrder(order.Item, order.Count * price, order.At),
                Async.Ordered(capacity: 100, timeout: Duration.Seconds(5))
                    .WithRetry(3, backoff: Duration.Milliseconds(1))
                    .WithRateLimit(1_000),
                (order, failure) => new PricedOrder(order.Item, 0, order.At))
            .Named("prices")
            .To(Rows.To(Results.Enqueue, (PricedOrder priced) => $"{priced.Item} {priced.Amount}"));
        orders
            .Lookup(
                order => order.Item,
                async (item, cancellation) => await _shop.FindAsync(item.ToString(), cancellation),
                (order, found) => new NamedOrder(order.Item, (Utf8String)found.Name),
                Cache.For(Duration.Minutes(10), maxEntries: 100_000),
                Async.Unordered(capacity: 100, timeout: Duration.Seconds(5)))
            .To(Rows.To(Results.Enqueue, (NamedOrder named) => $"{named.Item} {named.Name}"));
    }
}
