namespace Millrace.Benchmarks;

/// <summary><c>dotnet run -c Release --project benchmarks -- NAME [options]</c>.</summary>
internal static class CommandLine
{
    /// <summary>All benchmarks, in the order in which help lists them.</summary>
    public static IReadOnlyList<IBenchmark> Benchmarks { get; } =
    [
        new ConnectBenchmark(),
        new DuckDbBenchmark(),
        new GateBenchmark(),
        new LimitBenchmark(),
        new StartBenchmark(),
        new TimersBenchmark(),
        new WindowsBenchmark(),
    ];

    /// <summary>Runs one benchmark. Exit code 0: ran and held; 1: failed; 2: usage.</summary>
    public static async Task<int> RunAsync(string[] words)
    {
        if (words is [] or ["--help" or "-h" or "-?" or "help"])
        {
            PrintHelp();
            return words is [] ? 2 : 0;
        }
        try
        {
            var benchmark = Benchmarks.FirstOrDefault(benchmark => benchmark.Name == words[0])
                ?? throw new UsageException($"there is no benchmark '{words[0]}'.{Nearest.Hint(words[0], Benchmarks.Select(b => b.Name))} --help lists them.");
            if (words.Skip(1).Any(word => word is "--help" or "-h" or "-?"))
            {
                PrintHelp(benchmark);
                return 0;
            }
            return await benchmark.RunAsync(BenchmarkArguments.Parse(benchmark, words.AsSpan(1)));
        }
        catch (UsageException e)
        {
            Console.Error.WriteLine($"benchmarks: {e.Message}");
            return 2;
        }
        catch (BenchmarkException e)
        {
            Console.Error.WriteLine($"benchmarks: {e.Message}");
            return 1;
        }
    }

    private static void PrintHelp()
    {
        Console.WriteLine("Usage: dotnet run -c Release --project benchmarks -- NAME [options]");
        Console.WriteLine();
        foreach (var benchmark in Benchmarks) Console.WriteLine($"  {benchmark.Name,-10} {benchmark.Summary}");
        Console.WriteLine();
        Console.WriteLine("NAME --help shows the options of one benchmark.");
    }

    private static void PrintHelp(IBenchmark benchmark)
    {
        Console.WriteLine($"Usage: dotnet run -c Release --project benchmarks -- {benchmark.Name} [options]");
        Console.WriteLine();
        Console.WriteLine(benchmark.Summary);
        Console.WriteLine();
        foreach (var option in benchmark.Options)
            Console.WriteLine($"  {$"--{option.Name}{(option.Value is null ? "" : $" {option.Value}")}",-18} {option.Help}");
    }
}
