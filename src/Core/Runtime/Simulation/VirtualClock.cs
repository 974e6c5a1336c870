namespace Millrace.Runtime;

/// <summary>A clock that moves only when told to. Thread: one at a time.</summary>
internal sealed class VirtualClock : IClock
{
    public long NowUs { get; private set; }

    public long UtcNowUs => NowUs + UtcOffsetUs;

    /// <summary>How far the wall clock is ahead of <see cref="NowUs"/>; may be set at any time, as a machine's clock may.</summary>
    public long UtcOffsetUs { get; set; }

    /// <summary>Moves the time on.</summary>
    public void Advance(long microseconds) => NowUs += microseconds;

    /// <summary>Moves the time to a moment, never back.</summary>
    public void AdvanceTo(long timeUs) => NowUs = Math.Max(NowUs, timeUs);
}
