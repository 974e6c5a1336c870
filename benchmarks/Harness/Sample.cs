namespace Millrace.Benchmarks;

/// <summary>Repeated runs of one thing.</summary>
internal sealed class Sample
{
    private readonly List<Timing> _runs = [];

    /// <summary>Adds a run.</summary>
    public void Add(Timing run) => _runs.Add(run);

    /// <summary>Shortest.</summary>
    public double MinMs => _runs.Min(run => run.TimeMs);

    /// <summary>Longest.</summary>
    public double MaxMs => _runs.Max(run => run.TimeMs);

    /// <summary>The middle one, or the mean of the two in the middle.</summary>
    public double MedianMs => Median(_runs.Select(run => run.TimeMs));

    /// <summary>The same for processor time.</summary>
    public double MedianCpuMs => Median(_runs.Select(run => run.CpuMs));

    /// <summary>Rows per second at the median.</summary>
    public double RowsPerSecond(long rows) => rows / (MedianMs / 1000);

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
