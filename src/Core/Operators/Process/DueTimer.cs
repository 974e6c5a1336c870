namespace Millrace.Operators;

/// <summary>A check that has come due.</summary>
internal readonly struct DueTimer<TKey>(ulong hash, long time, TimerCheck<TKey> check) where TKey : unmanaged
{
    /// <summary>Hash of the key.</summary>
    public readonly ulong Hash = hash;

    /// <summary>When it was to be looked at.</summary>
    public readonly long Time = time;

    public readonly TimerCheck<TKey> Check = check;

    /// <summary>The key, as the table keeps it.</summary>
    public TKey Key => Check.Key;

    /// <summary>Index of the timer.</summary>
    public int Timer => Check.Timer;
}
