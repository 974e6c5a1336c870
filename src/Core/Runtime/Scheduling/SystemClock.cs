using System.Diagnostics;

namespace Millrace.Runtime;

/// <summary>The machine's clocks.</summary>
internal sealed class SystemClock : IClock
{
    private static readonly double MicrosecondsPerTick = 1_000_000.0 / Stopwatch.Frequency;

    public long UtcNowUs => (DateTime.UtcNow.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public long NowUs => (long)(Stopwatch.GetTimestamp() * MicrosecondsPerTick);
}
