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
        new("runs", "N", "timed runs of each (default 7)"),
    ];

    public async Task<int> RunAsync(BenchmarkArguments arguments)
    {
        int runs = arguments.Count("runs", 7);
        using var flights = FlightsFile.Open(arguments.Text("data"));
        string folder = Repository.Cache("duckdb");
        await using var duckDb = await DuckDb.StartAsync(flights.Path, Path.Combine(folder, "duckdb.csv"));

        Sample[] toFile = [.. Threads.Select(_ => new Sample())], toTable = [.. Threads.Select(_ => new Sample())];
        for (int run = -1; run < runs; run++)
        {
            for (int i = 0; i < Threads.Length; i++)
            {
                var file = await duckDb.RunAsync(Threads[i], toFile: true);
                var table = await duckDb.RunAsync(Threads[i], toFile: false);
                if (run < 0) continue; // warm-up: files in the page cache, code compiled
                toFile[i].Add(file);
                toTable[i].Add(table);
            }
        }

        long rows = flights.CountRows();
        Console.WriteLine($"{flights.Name}: {rows:N0} rows; {runs} runs of each in turn; {duckDb.Version}; {Machine.Describe()}");
        Console.WriteLine();
        var result = new Table("", "threads", "M rows/s", "median ms", "min", "max", "cpu ms");
        for (int i = 0; i < Threads.Length; i++)
        {
            AddTo(result, "DuckDB, results to CSV", Threads[i], toFile[i], rows);
            AddTo(result, "DuckDB, results in memory", Threads[i], toTable[i], rows);
        }
        result.Print(Console.Out);
        return 0;
    }

    private static void AddTo(Table table, string what, int threads, Sample sample, long rows) => table.Add(what,
        threads.ToString(CultureInfo.InvariantCulture), Text(sample.RowsPerSecond(rows) / 1e6, "F2"), Text(sample.MedianMs, "F0"),
        Text(sample.MinMs, "F0"), Text(sample.MaxMs, "F0"), Text(sample.MedianCpuMs, "F0"));

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
