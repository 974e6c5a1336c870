using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Millrace.Benchmarks;

/// <summary>From the start of the process to its first row of output: FlightDelays on the January file, published as the README says.</summary>
internal sealed class StartBenchmark : IBenchmark
{
    private const double LimitMs = 200;

    public string Name => "start";

    public string Summary => "process start to first output row, published with composite ReadyToRun";

    public IReadOnlyList<BenchmarkOption> Options { get; } =
    [
        new("runs", "N", "timed runs (default 15)"),
        new("published", "FOLDER", "an earlier publish of FlightDelays (default: publish it now, which takes minutes)"),
    ];

    public async Task<int> RunAsync(BenchmarkArguments arguments)
    {
        int runs = arguments.Count("runs", 15);
        string folder = arguments.Text("published") ?? await PublishAsync();
        string program = Path.Combine(folder, OperatingSystem.IsWindows() ? "FlightDelays.exe" : "FlightDelays");
        if (!File.Exists(program)) throw new BenchmarkException($"there is no {program}; leave --published out to publish it now.");
        string input = Path.Combine(Repository.Root, "examples", "data", "flights-2001-01.csv.gz");

        Sample firstRow = new(), end = new();
        for (int run = -1; run < runs; run++)
        {
            var (first, whole) = await RunOnceAsync(program, input);
            if (run < 0) continue; // warm-up: files in the page cache
            firstRow.Add(first);
            end.Add(whole);
        }

        Console.WriteLine($"FlightDelays on {Path.GetFileName(input)}, {runs} runs; {Machine.Describe()}");
        Console.WriteLine();
        var table = new Table("", "median ms", "min", "max");
        AddTo(table, "to the first row", firstRow);
        AddTo(table, "to the end", end);
        table.Print(Console.Out);
        return firstRow.MedianMs < LimitMs ? 0 : 1;
    }

    private static async Task<string> PublishAsync()
    {
        string folder = Path.Combine(Repository.Cache("start"), "FlightDelays");
        Console.Error.WriteLine($"publishing FlightDelays into {Path.GetRelativePath(Repository.Root, folder)} …");
        using var publish = Process.Start("dotnet", ["publish", Path.Combine(Repository.Root, "examples", "FlightDelays"), "-c", "Release",
            "-r", RuntimeInformation.RuntimeIdentifier, "-o", folder, "-v", "quiet", "-nodeReuse:false"]);
        await publish.WaitForExitAsync();
        return publish.ExitCode == 0 ? folder : throw new BenchmarkException($"dotnet publish ended with {publish.ExitCode}; its message is above.");
    }

    private static async Task<(Timing FirstRow, Timing End)> RunOnceAsync(string program, string input)
    {
        var start = new ProcessStartInfo(program, ["--input", input, "--quiet"]) { RedirectStandardOutput = true };
        long began = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        await process.StandardOutput.ReadLineAsync(); // column names
        string? row = await process.StandardOutput.ReadLineAsync();
        double firstMs = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        double endMs = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        if (process.ExitCode != 0 || row is null) throw new BenchmarkException($"FlightDelays ended with {process.ExitCode} and {(row is null ? "no rows" : "rows")}.");
        return (new Timing(firstMs), new Timing(endMs));
    }

    private static void AddTo(Table table, string what, Sample sample) =>
        table.Add(what, Text(sample.MedianMs), Text(sample.MinMs), Text(sample.MaxMs));

    private static string Text(double timeMs) => timeMs.ToString("F0", CultureInfo.InvariantCulture);
}
