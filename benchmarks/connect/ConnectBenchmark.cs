using System.Globalization;

namespace Millrace.Benchmarks;

/// <summary>What it costs that a job's source and sink are properties: the same jobs with the connectors written into them.</summary>
internal sealed class ConnectBenchmark : IBenchmark
{
    private const int WarmUps = 5;

    public string Name => "connect";

    public string Summary => "jobs whose source and sink are properties, against the same jobs with static types, on one core";

    public IReadOnlyList<BenchmarkOption> Options { get; } =
    [
        new("rows", "N", "rows per run (default 10000000)"),
        new("runs", "N", "timed runs of each (default 15)"),
    ];

    public async Task<int> RunAsync(BenchmarkArguments arguments)
    {
        int count = arguments.Count("rows", 10_000_000), runs = arguments.Count("runs", 15);
        var rows = GateRow.Make(count);
        Console.WriteLine($"{count:N0} rows in memory to Rows.Discard; {runs} runs of each in turn, one core; {Machine.Describe()}");
        Console.WriteLine();
        (string Name, Func<Task<Timing>> Static, Func<Task<Timing>> Open)[] jobs =
        [
            ("filter, project", () => JobRun.TimeAsync(new GateFilterJob { Input = rows }, 1),
                () => JobRun.TimeAsync(new OpenFilterJob { Input = Rows.From(rows), Output = Rows.Discard<GateRow>() }, 1)),
            ("keyed window", () => JobRun.TimeAsync(new GateWindowJob { Input = rows }, 1),
                () => JobRun.TimeAsync(new OpenWindowJob { Input = Rows.From(rows), Output = Rows.Discard<GateCount>() }, 1)),
        ];
        var table = new Table("job", "static M rows/s", "properties M rows/s", "ratio");
        foreach (var job in jobs)
        {
            Sample closed = new(), open = new();
            for (int run = -WarmUps; run < runs; run++)
            {
                var (first, second) = (await job.Static(), await job.Open());
                if (run >= 0)
                {
                    closed.Add(first);
                    open.Add(second);
                }
                // The JIT optimises hot code only after 100 ms without new code.
                else await Task.Delay(200);
            }
            table.Add(job.Name, Text(closed.RowsPerSecond(count) / 1e6), Text(open.RowsPerSecond(count) / 1e6), Text(closed.MedianMs / open.MedianMs));
        }
        table.Print(Console.Out);
        Console.WriteLine();
        await PaymentsAsync(count / 10, runs);
        return 0;
    }

    /// <summary>The job of examples/Payments, as it is: its program reads and writes files, here it has rows in memory.</summary>
    private static async Task PaymentsAsync(int orders, int runs)
    {
        var events = new OrderEvent[2 * orders];
        for (int i = 0; i < orders; i++)
        {
            events[2 * i] = new OrderEvent(new Timestamp(i * 1000L), i, Step.Placed, 40, "Grace");
            events[(2 * i) + 1] = new OrderEvent(new Timestamp((i * 1000L) + 500), Math.Max(0, i - 1000), Step.Paid, 40, "Grace");
        }
        var sample = new Sample();
        for (int run = -1; run < runs; run++)
        {
            var timing = await JobRun.TimeAsync(new OrderPayments { Events = Rows.From(events), PaidOrders = Rows.Discard<PaidOrder>(), UnpaidOrders = Rows.Discard<UnpaidOrder>() }, 1);
            if (run >= 0) sample.Add(timing);
        }
        Console.WriteLine($"examples/Payments over {events.Length:N0} events: {Text(sample.RowsPerSecond(events.Length) / 1e6)} M events/s");
    }

    private static string Text(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
