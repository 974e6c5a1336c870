using System.Diagnostics;
using System.Globalization;
using Millrace.Runtime;

namespace Millrace.Benchmarks;

/// <summary>The limit: rows in memory, filter, project, keyed window count as a compiled job on one core, against the same loop in C++.</summary>
internal sealed class LimitBenchmark : IBenchmark
{
    private const int Windows = 4;
    // A job and a loop that both have seen their code compiled and their memory mapped.
    private const int WarmUps = 8;
    private const long MemoryBytes = 2L << 30;

    private static readonly (int Keys, double Target)[] Sizes = [(100, 0.9), (100_000, 0.9), (1_000_000, 1.2), (10_000_000, 1.2)];

    public string Name => "limit";

    public string Summary => "filter, project, keyed 10 s window count over rows in memory, against the same loop in C++";

    public IReadOnlyList<BenchmarkOption> Options { get; } =
    [
        new("rows", "N", "rows per run, in four windows (default 32000000, which take 1 GB twice)"),
        new("runs", "N", "timed runs of each (default 11)"),
        new("keys", "N", "only this number of keys"),
    ];

    public async Task<int> RunAsync(BenchmarkArguments arguments)
    {
        int rows = arguments.Count("rows", 32_000_000), runs = arguments.Count("runs", 11);
        (int Keys, double Target)[] sizes = arguments.Has("keys") ? [(arguments.Count("keys", 1), 0)] : Sizes;
        var (program, compiler) = await CppLoop.CompileAsync();
        Console.WriteLine($"{rows:N0} rows of 32 bytes, one type of three passes, {Windows} windows; {runs} runs of each in turn, one core; {compiler} -O3 -march=native; {Machine.Describe()}");
        Console.WriteLine();
        var table = new Table("keys", "C++ M rows/s", "Millrace M rows/s", "ratio", "target", "C++ ms", "Millrace ms", "C++ cpu ms", "Millrace cpu ms", "bytes/row");
        var ratios = new List<string>();
        foreach (var (keys, target) in sizes)
        {
            var (cpp, millrace, bytesPerRow) = await CompareAsync(program, rows, keys, runs);
            double ratio = cpp.MedianMs / millrace.MedianMs;
            ratios.Add(Text(ratio, "F2"));
            table.Add(keys.ToString("N0", CultureInfo.InvariantCulture), Text(cpp.RowsPerSecond(rows) / 1e6, "F0"), Text(millrace.RowsPerSecond(rows) / 1e6, "F0"),
                Text(ratio, "F2"), Text(target, "F1"), Text(cpp.MedianMs, "F0"), Text(millrace.MedianMs, "F0"),
                Text(cpp.MedianCpuMs, "F0"), Text(millrace.MedianCpuMs, "F0"), Text(bytesPerRow, "F4"));
        }
        table.Print(Console.Out);
        Console.WriteLine();
        Console.WriteLine($"ratios: {string.Join(' ', ratios)}");
        return 0;
    }

    private static async Task<(Sample Cpp, Sample Millrace, double BytesPerRow)> CompareAsync(string program, int rows, int keys, int runs)
    {
        LimitJob.Input = [];
        GC.Collect();
        LimitJob.Input = LimitRow.Make(rows, keys, rows / Windows);
        await using var loop = await CppLoop.StartAsync(program, rows, keys, rows / Windows);
        // Memory stays with the process from run to run, here as there.
        using var budget = new MemoryBudget(MemoryBytes);
        Sample cpp = new(), millrace = new();
        long allocated = 0;
        for (int run = -WarmUps; run < runs; run++)
        {
            LimitRun theirs = await loop.RunAsync();
            long before = GC.GetTotalAllocatedBytes(precise: true);
            LimitRun ours = await RunJobAsync(budget);
            if (ours.Results != theirs.Results || ours.Checksum != theirs.Checksum)
                throw new BenchmarkException($"results differ at {keys:N0} keys: C++ has {theirs.Results:N0} (checksum {theirs.Checksum}), Millrace {ours.Results:N0} (checksum {ours.Checksum}).");
            if (run < 0)
            {
                // The JIT optimises hot code only after 100 ms without new code.
                await Task.Delay(200);
                continue;
            }
            allocated += GC.GetTotalAllocatedBytes(precise: true) - before;
            cpp.Add(theirs.Timing);
            millrace.Add(ours.Timing);
        }
        return (cpp, millrace, (double)allocated / runs / rows);
    }

    private static async Task<LimitRun> RunJobAsync(MemoryBudget budget)
    {
        LimitJob.Output = new LimitSink();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        await using (var execution = JobExecution.Start(Graph<LimitJob>(new LimitJob()), new JobOptions { Parallelism = 1, Budget = budget }))
            await execution.Completion;
        var timing = new Timing(Stopwatch.GetElapsedTime(start).TotalMilliseconds, (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds);
        return new LimitRun(timing, LimitJob.Output.Count, LimitJob.Output.Checksum);
    }

    private static JobGraph Graph<TJob>(TJob job) where TJob : class, IJob<TJob> => TJob.Build(job, new GraphSettings(1));

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
