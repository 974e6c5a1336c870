namespace Guide;

/// <summary>Runs the program of a page: its name, and then its own arguments.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args) => args[0] switch
    {
        nameof(GettingStarted.Temperatures) => GettingStarted.Program.RunAsync(args[1..]),
        nameof(OneRowPerKey.Orders) => OneRowPerKey.Program.RunAsync(args[1..]),
        nameof(Batch.Balances) => Batch.Program.RunAsync(args[1..]),
        nameof(Iterations.Repayments) => Iterations.Program.RunAsync(args[1..]),
        nameof(SourcesAndSinks.FlightDelays) => SourcesAndSinks.Programs.InProduction(args[1..]),
        nameof(SourcesAndSinks.Choosing) => SourcesAndSinks.Programs.Needy(args[1..]),
        nameof(Helpers.Alerts) => Helpers.Program.RunAsync(args[1..]),
        nameof(Parameters.Sales) => Parameters.Program.RunAsync(args[1..]),
        _ => throw new ArgumentException($"No page has the program '{args[0]}'."),
    };
}
