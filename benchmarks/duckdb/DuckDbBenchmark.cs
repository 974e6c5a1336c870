using System.Globalization;

namespace Millrace.Benchmarks;

/// <summary>The FlightDelays job against DuckDB: the same group-by over the same CSV file, with the same number of threads.</summary>
internal sealed class DuckDbBenchmark : IBenchmark
{
    private static readonly int[] Threads = [1, 2];

    public string Name => "duckdb";

    public string Summary => "flights from CSV, hourly group-by, against DuckDB 1.5 on the same file";

    public IReadOnlyList<BenchmarkOption> Options { get; } =
    [
        new("data", "FILE", "CSV file of flights, plain or .gz (default: the half-year file where it is, else January)"),
        new("runs", "N", "timed runs of each (default 9)"),
    ];

    public async Task<int> RunAsync(BenchmarkArguments arguments)
    {
        int runs = arguments.Count("runs", 9);
        using var flights = FlightsFile.Open(arguments.Text("data"));
        string folder = Repository.Cache("duckdb");
        string ours = Path.Combine(folder, "millrace.csv");
        await using var duckDb = await DuckDb.StartAsync(flights.Path, Path.Combine(folder, "duckdb.csv"));
        var job = new FlightDelays { Input = flights.Path, Output = ours };

        Sample[] millrace = Samples(), toFile = Samples(), toTable = Samples();
        for (int run = -WarmUps; run < runs; run++)
        {
            for (int i = 0; i < Threads.Length; i++)
            {
                var timing = await JobRun.TimeAsync(job, Threads[i]);
                var file = await duckDb.RunAsync(Threads[i], toFile: true);
                var table = await duckDb.RunAsync(Threads[i], toFile: false);
                if (run == -1) MustAgree(ours, duckDb.OutputFile, Threads[i]);
                if (run < 0) continue;
                millrace[i].Add(timing);
                toFile[i].Add(file);
                toTable[i].Add(table);
            }
        }

        long rows = flights.CountRows();
        Console.WriteLine($"{flights.Name}: {rows:N0} rows, {HourlyDelays.Read(ours).Count:N0} groups, the same from both; {runs} runs of each in turn");
        Console.WriteLine($"{duckDb.Version}; {Machine.Describe()}");
        Console.WriteLine();
        var result = new Table("", "threads", "M rows/s", "median ms", "min", "max", "cpu ms", "ratio");
        for (int i = 0; i < Threads.Length; i++)
        {
            AddTo(result, "Millrace, results to CSV", Threads[i], millrace[i], rows, 1);
            AddTo(result, "DuckDB, results to CSV", Threads[i], toFile[i], rows, Ratio(toFile[i], millrace[i]));
            AddTo(result, "DuckDB, results in memory", Threads[i], toTable[i], rows, Ratio(toTable[i], millrace[i]));
        }
        result.Print(Console.Out);
        Console.WriteLine();
        Console.WriteLine($"ratios: {string.Join(' ', Threads.Select((_, i) => Text(Ratio(toFile[i], millrace[i]), "F2")))}");
        return 0;
    }

    /// <summary>Runs before the timed ones: files get into the page cache, hot code through all tiers of the JIT.</summary>
    private const int WarmUps = 5;

    private static Sample[] Samples() => [.. Threads.Select(_ => new Sample())];

    /// <summary>How many times the rows per second of <paramref name="baseline"/>.</summary>
    private static double Ratio(Sample baseline, Sample ours) => baseline.MedianMs / ours.MedianMs;

    private static void MustAgree(string ours, string theirs, int threads)
    {
        if (HourlyDelays.Read(ours).DifferenceTo(HourlyDelays.Read(theirs)) is { } difference)
            throw new BenchmarkException($"Millrace and DuckDB disagree with {threads} threads: {difference}. Compare {ours} and {theirs}.");
    }

    private static void AddTo(Table table, string what, int threads, Sample sample, long rows, double ratio) => table.Add(what,
        threads.ToString(CultureInfo.InvariantCulture), Text(sample.RowsPerSecond(rows) / 1e6, "F2"), Text(sample.MedianMs, "F0"),
        Text(sample.MinMs, "F0"), Text(sample.MaxMs, "F0"), Text(sample.MedianCpuMs, "F0"), Text(ratio, "F2"));

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
