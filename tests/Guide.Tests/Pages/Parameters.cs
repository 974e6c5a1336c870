using Millrace;

namespace Guide.Parameters;

/// <summary>The program of docs/guide/parameters-and-command-line.md.</summary>
internal static class Program
{
    public static async Task<int> RunAsync(string[] args)
    {
        return await StreamHost.RunAsync<Sales>(args);
    }
}

[Record]
public readonly partial record struct Sale(Utf8String Shop, Timestamp Time, decimal Amount);

[Record]
public readonly partial record struct Turnover(Utf8String Shop, Timestamp From, decimal Amount);

[Job]
public sealed partial class Sales
{
    /// <summary>Sales as CSV.</summary>
    public required string Input { get; init; }

    /// <summary>Length of a window.</summary>
    public Duration WindowSize { get; init; } = Duration.Hours(1);

    /// <summary>Shops to count; all if none is named.</summary>
    public string[] Shop { get; init; } = [];

    void Define(JobBuilder job) => job
        .From(Csv.Read<Sale>(Input))
        .EventTime(sale => sale.Time, outOfOrderness: Duration.Minutes(1))
        .Where(sale => IsWanted(sale.Shop))
        .KeyBy(sale => sale.Shop)
        .Window(Tumbling.Every(WindowSize))
        .DropLate()
        .Aggregate(group => new Turnover(group.Key, group.Window.Start, group.Sum(s => s.Amount)))
        .Named("turnover")
        .To(Csv.Write<Turnover>("-"));

    bool IsWanted(Utf8String shop)
    {
        foreach (string name in Shop)
            if (shop == name) return true;
        return Shop.Length == 0;
    }
}
