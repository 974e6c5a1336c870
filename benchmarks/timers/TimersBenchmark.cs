using System.Diagnostics;
using System.Globalization;
using Millrace.Runtime;

namespace Millrace.Benchmarks;

/// <summary>What timers of a function cost: one per key, all of them pending before the first fires, and few keys whose timers are moved again and again; on one core.</summary>
internal sealed class TimersBenchmark : IBenchmark
{
    private const int RowsPerWindow = 1_000_000;
    private const int FewKeys = 10_000;
    private const int WarmUps = 2;
    private const long MemoryBytes = 6L << 30;

    public string Name => "timers";

    public string Summary => "timers by event time, set and fired or moved, on one core";

    public IReadOnlyList<BenchmarkOption> Options { get; } =
    [
        new("rows", "N", "rows per run (default 10000000)"),
        new("runs", "N", "timed runs of each (default 5)"),
    ];

    public async Task<int> RunAsync(BenchmarkArguments arguments)
    {
        int rows = arguments.Count("rows", 10_000_000), runs = arguments.Count("runs", 5);
        Console.WriteLine($"{rows:N0} rows of 32 bytes, each of which sets a timer of its key; {runs} runs of each in turn, one core; {Machine.Describe()}");
        Console.WriteLine();
        // With thirty times as many keys as rows, hardly a key comes twice.
        LimitRow[] many = LimitRow.Make(rows, (int)Math.Min(30L * rows, int.MaxValue), RowsPerWindow), few = LimitRow.Make(rows, FewKeys, RowsPerWindow);
        using var budget = new MemoryBudget(MemoryBytes);
        (string Name, LimitRow[] Rows, Sample Sample)[] cases = [("set and fired", many, new()), ("moved", few, new())];
        var fired = new long[cases.Length];
        var bytes = new double[cases.Length];
        for (int run = -WarmUps; run < runs; run++)
        {
            for (int i = 0; i < cases.Length; i++)
            {
                var sink = new LimitSink();
                var graph = Graph(new DeadlineJob { Input = cases[i].Rows, Output = sink });
                long before = GC.GetTotalAllocatedBytes(precise: true);
                long start = Stopwatch.GetTimestamp();
                await using (var execution = JobExecution.Start(graph, new JobOptions { Parallelism = 1, Budget = budget }))
                    await execution.Completion;
                if (run >= 0) cases[i].Sample.Add(new Timing(Stopwatch.GetElapsedTime(start).TotalMilliseconds));
                bytes[i] = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)rows;
                fired[i] = sink.Count;
                // The JIT optimises hot code only after 100 ms without new code.
                if (run < 0) await Task.Delay(200);
            }
        }
        var table = new Table("timers", "M timers/s", "median ms", "fired", "bytes allocated per timer");
        for (int i = 0; i < cases.Length; i++)
        {
            table.Add(cases[i].Name, Text(cases[i].Sample.RowsPerSecond(rows) / 1e6, "F1"), Text(cases[i].Sample.MedianMs, "F0"), Text(fired[i], "N0"), Text(bytes[i], "F3"));
        }
        table.Print(Console.Out);
        return 0;
    }

    private static JobGraph Graph<TJob>(TJob job) where TJob : class, IJob<TJob> => TJob.Build(job, new GraphSettings(1));

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
