namespace Millrace.Memory;

/// <summary>Something that is due at a time.</summary>
/// <typeparam name="T">What is due.</typeparam>
internal readonly struct TimedEntry<T>(long time, T entry) where T : unmanaged
{
    /// <summary>When, in microseconds.</summary>
    public readonly long Time = time;

    /// <summary>What is due.</summary>
    public readonly T Entry = entry;
}
