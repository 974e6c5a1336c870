namespace Millrace.Runtime;

/// <summary>A clock that moves only when told to. Thread: one at a time.</summary>
internal sealed class VirtualClock : IClock
{
    public long NowUs { get; private set; }

    /// <summary>Moves the time on.</summary>
    public void Advance(long microseconds) => NowUs += microseconds;

    /// <summary>Moves the time to a moment, never back.</summary>
    public void AdvanceTo(long timeUs) => NowUs = Math.Max(NowUs, timeUs);
}
