namespace Millrace.Operators;

/// <summary>A key, one of whose timers may have come due. The key's text is that of the table.</summary>
internal readonly struct TimerCheck<TKey>(ulong hash, TKey key, int timer, long time) where TKey : unmanaged
{
    public readonly ulong Hash = hash;

    /// <summary>The time that it was put into the buckets for.</summary>
    public readonly long Time = time;

    public readonly TKey Key = key;
    public readonly int Timer = timer;
}
