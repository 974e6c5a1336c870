using System.Globalization;

namespace Millrace.Benchmarks;

/// <summary>Jobs over rows in memory must not allocate per row: what a longer run allocates beyond a shorter one is divided by its further rows.</summary>
internal sealed class GateBenchmark : IBenchmark
{
    /// <summary>
    /// Longer runs take a few more segments, and each has a small object. The smallest object per row would be 24 bytes, and one per
    /// batch of 256 rows 0.09 bytes.
    /// </summary>
    private const double AllowedBytesPerRow = 0.08;

    private const int ShortRows = 500_000;
    private const int LongRows = 2_500_000;

    public string Name => "gate";

    public string Summary => "fails if jobs allocate per row in the steady state";

    public IReadOnlyList<BenchmarkOption> Options { get; } = [];

    public async Task<int> RunAsync(BenchmarkArguments arguments)
    {
        var table = new Table("job", "parallelism", "bytes/row");
        bool holds = true;
        var few = GateRow.Make(ShortRows);
        var many = GateRow.Make(LongRows);
        foreach (int parallelism in new[] { 1, 2 })
        {
            holds &= await MeasureAsync(table, "filter, project", parallelism, new GateFilterJob { Input = few }, new GateFilterJob { Input = many });
            holds &= await MeasureAsync(table, "keyed window", parallelism, new GateWindowJob { Input = few }, new GateWindowJob { Input = many });
            holds &= await MeasureAsync(table, "filter, project; source and sink are properties", parallelism, Open(few), Open(many));
        }
        table.Print(Console.Out);
        if (!holds) Console.Error.WriteLine("benchmarks: jobs allocate per row. See which types with 'dotnet-counters' or a heap trace, and keep them off the row's path.");
        return holds ? 0 : 1;
    }

    private static OpenFilterJob Open(GateRow[] rows) => new() { Input = Rows.From(rows), Output = Rows.Discard<GateRow>() };

    private static async Task<bool> MeasureAsync<TJob>(Table table, string name, int parallelism, TJob few, TJob many) where TJob : class, IJob<TJob>
    {
        await JobRun.TimeAsync(many, parallelism); // warm-up
        double best = double.MaxValue;
        for (int attempt = 0; attempt < 3; attempt++)
        {
            long fewBytes = await AllocatedAsync(few, parallelism);
            long manyBytes = await AllocatedAsync(many, parallelism);
            best = Math.Min(best, Math.Max(0, manyBytes - fewBytes) / (double)(LongRows - ShortRows));
        }
        table.Add(name, parallelism.ToString(CultureInfo.InvariantCulture), best.ToString("F3", CultureInfo.InvariantCulture));
        return best <= AllowedBytesPerRow;
    }

    private static async Task<long> AllocatedAsync<TJob>(TJob job, int parallelism) where TJob : class, IJob<TJob>
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        await JobRun.TimeAsync(job, parallelism);
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}
