namespace Millrace.Runtime;

/// <summary>Watermarks from event times.</summary>
internal static class WatermarkClock
{
    /// <summary>After a row of <paramref name="timeUs"/>, no row at or before this follows.</summary>
    public static long Of(long timeUs, long outOfOrdernessUs)
    {
        long watermark = timeUs - outOfOrdernessUs - 1;
        // Times near the beginning of the scale wrap; they promise nothing.
        return watermark < timeUs ? watermark : long.MinValue;
    }
}
