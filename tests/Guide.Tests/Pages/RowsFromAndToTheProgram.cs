using System.Collections.Concurrent;
using System.Threading.Channels;
using Millrace;

namespace Guide.RowsFromAndToTheProgram;

/// <summary>What the program has.</summary>
public sealed record Entry(int Id, string Item, long Cents);

/// <summary>What it wants.</summary>
public sealed record ItemTotal(string Item, long Cents);

[Record]
public readonly partial record struct Order(int Id, Utf8String Item, long Cents);

[Record]
public readonly partial record struct Total(Utf8String Item, long Cents);

/// <summary>From a sequence to a stream. The example of docs/guide/rows-from-and-to-the-program.md.</summary>
[Job]
public sealed partial class Totals
{
    public IEnumerable<Entry> Entries { get; init; } = [];
    public RowStream<ItemTotal> Output { get; init; } = new();

    void Define(JobBuilder job) => job
        .From(Rows.From(Entries, entry => new Order(entry.Id, entry.Item, entry.Cents)))
        .KeyBy(order => order.Item)
        .Aggregate(group => new Total(group.Key, group.Sum(order => order.Cents)))
        .Named("total")
        .To(Rows.To(Output, (Total total) => new ItemTotal(total.Item.ToString(), total.Cents)));
}

/// <summary>What a running job and the program share.</summary>
public sealed class Desk
{
    public Channel<Entry> Entries { get; } = Channel.CreateBounded<Entry>(1000);
    public Channel<string> Large { get; } = Channel.CreateBounded<string>(1000);
    public ConcurrentQueue<ItemTotal> Seen { get; } = [];
    public ConcurrentQueue<long> Cents { get; } = [];
}

/// <summary>From a channel to a channel and callbacks.</summary>
[Job]
public sealed partial class Watched
{
    public Desk Desk { get; init; } = new();

    void Define(JobBuilder job)
    {
        var orders = job.From(Rows.From(Desk.Entries.Reader, entry => new Order(entry.Id, entry.Item, entry.Cents)));

        orders.Where(order => order.Cents >= 100_00).To(Rows.To(Desk.Large.Writer, (Order order) => order.Item.ToString()));
        orders.To(Rows.To(Desk.Seen.Enqueue, (Order order) => new ItemTotal(order.Item.ToString(), order.Cents)));
        orders.Select(order => order.Cents).To(Rows.To<long>(Desk.Cents.Enqueue));

        orders.Where(order => order.Id % 2 == 0).To(Rows.Discard<Order>());
    }
}

/// <summary>The program around the jobs.</summary>
internal static class Programs
{
    public static async Task<Dictionary<string, long>> LastTotals(IEnumerable<Entry> entries)
    {
        var last = new Dictionary<string, long>();

        var totals = new RowStream<ItemTotal>();
        await using RunningJob job = await StreamHost.StartAsync(new Totals { Entries = entries, Output = totals });
        await foreach (ItemTotal total in totals) last[total.Item] = total.Cents;
        await job.Completion;

        return last;
    }
}
