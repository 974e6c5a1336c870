namespace Millrace.Connectors;

/// <summary>Which of the limits on a row's length holds.</summary>
internal static class RowLimits
{
    /// <summary>What to set for longer rows than <paramref name="maxBytes"/>: the source's own option, or the job's.</summary>
    public static string Option(int maxBytes, int maxBytesOfJob) =>
        maxBytes == maxBytesOfJob ? "--max-row (JobOptions.MaxRowBytes)" : "the source's option MaxRowBytes";
}
