using System.Diagnostics;
using System.Globalization;
using Millrace.Runtime;

namespace Millrace.Benchmarks;

/// <summary>What kinds of windows cost: the same rows in tumbling and sliding windows, and in sessions, on one core.</summary>
internal sealed class WindowsBenchmark : IBenchmark
{
    private const int RowsPerSecondOfEventTime = 100_000;
    private const int FewKeys = 10_000;
    private const int ManyKeys = 1_000_000;
    private const int WarmUps = 3;
    private const long MemoryBytes = 2L << 30;

    public string Name => "windows";

    public string Summary => "tumbling, sliding and session windows over the same rows in memory, on one core";

    public IReadOnlyList<BenchmarkOption> Options { get; } =
    [
        new("rows", "N", "rows per run, 100,000 per second of event time (default 10000000)"),
        new("runs", "N", "timed runs of each (default 7)"),
    ];

    public async Task<int> RunAsync(BenchmarkArguments arguments)
    {
        int rows = arguments.Count("rows", 10_000_000), runs = arguments.Count("runs", 7);
        Console.WriteLine($"{rows:N0} rows of 32 bytes, {RowsPerSecondOfEventTime:N0} per second of event time; {runs} runs of each in turn, one core; {Machine.Describe()}");
        Console.WriteLine();
        LimitRow[] few = LimitRow.Make(rows, FewKeys, 10 * RowsPerSecondOfEventTime), many = LimitRow.Make(rows, ManyKeys, 10 * RowsPerSecondOfEventTime);
        using var budget = new MemoryBudget(MemoryBytes);
        (string Name, int Keys, Sample Sample, Func<LimitSink, JobGraph> Graph)[] jobs =
        [
            ("tumbling, 60 s", FewKeys, new(), sink => Graph(new TumblingJob { Input = few, Output = sink })),
            ("sliding, 60 s by 60 s", FewKeys, new(), sink => Graph(new SlidingJob { Input = few, Output = sink, Slide = Duration.Seconds(60) })),
            ("sliding, 60 s by 10 s", FewKeys, new(), sink => Graph(new SlidingJob { Input = few, Output = sink, Slide = Duration.Seconds(10) })),
            ("sliding, 60 s by 1 s", FewKeys, new(), sink => Graph(new SlidingJob { Input = few, Output = sink })),
            ("sliding, 1 h by 1 s", FewKeys, new(), sink => Graph(new SlidingJob { Input = few, Output = sink, Size = Duration.Hours(1) })),
            ("sessions, gap 10 s", ManyKeys, new(), sink => Graph(new SessionJob { Input = many, Output = sink })),
        ];
        var results = new long[jobs.Length];
        for (int run = -WarmUps; run < runs; run++)
        {
            for (int i = 0; i < jobs.Length; i++)
            {
                var sink = new LimitSink();
                long start = Stopwatch.GetTimestamp();
                await using (var execution = JobExecution.Start(jobs[i].Graph(sink), new JobOptions { Parallelism = 1, Budget = budget }))
                    await execution.Completion;
                if (run >= 0) jobs[i].Sample.Add(new Timing(Stopwatch.GetElapsedTime(start).TotalMilliseconds));
                results[i] = sink.Count;
                // The JIT optimises hot code only after 100 ms without new code.
                if (run < 0) await Task.Delay(200);
            }
        }
        var table = new Table("windows", "keys", "M rows/s", "median ms", "of tumbling", "results");
        for (int i = 0; i < jobs.Length; i++)
        {
            table.Add(jobs[i].Name, Text(jobs[i].Keys, "N0"), Text(jobs[i].Sample.RowsPerSecond(rows) / 1e6, "F1"), Text(jobs[i].Sample.MedianMs, "F0"),
                Text(jobs[i].Sample.MedianMs / jobs[0].Sample.MedianMs, "F2"), Text(results[i], "N0"));
        }
        table.Print(Console.Out);
        Console.WriteLine();
        // The same rows make the same slices; windows of an hour only send on more results.
        var (minute, hour) = (3, 4);
        double nsPerResult = (jobs[hour].Sample.MedianMs - jobs[minute].Sample.MedianMs) * 1e6 / (results[hour] - results[minute]);
        double withoutMs = jobs[minute].Sample.MedianMs - (results[minute] - results[0]) * nsPerResult / 1e6;
        Console.WriteLine($"A result costs {Text(nsPerResult, "F1")} ns (from 1 h and 60 s by 1 s). Sliding 60 s by 1 s without those that tumbling does not have, of tumbling: {Text(withoutMs / jobs[0].Sample.MedianMs, "F2")}");
        await Day(few);
        return 0;
    }

    /// <summary>Windows of a day, one every second, all open at once, in the memory that a job has by default.</summary>
    private static async Task Day(LimitRow[] rows)
    {
        var sink = new LimitSink();
        using var budget = new MemoryBudget();
        long start = Stopwatch.GetTimestamp();
        await using (var execution = JobExecution.Start(Graph(new SlidingJob { Input = rows, Output = sink, Size = Duration.Hours(24) }), new JobOptions { Parallelism = 1, Budget = budget }))
            await execution.Completion;
        Console.WriteLine($"Sliding 24 h by 1 s, once: {Text(sink.Count, "N0")} results in {Text(Stopwatch.GetElapsedTime(start).TotalSeconds, "F1")} s, {Text(budget.CommittedBytes >> 20, "N0")} MiB of the default {Text(MemoryBudget.DefaultBytes >> 20, "N0")}");
    }

    private static JobGraph Graph<TJob>(TJob job) where TJob : class, IJob<TJob> => TJob.Build(job, new GraphSettings(1));

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
