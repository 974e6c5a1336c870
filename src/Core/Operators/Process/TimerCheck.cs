namespace Millrace.Operators;

/// <summary>A key, one of whose timers may have come due. The key's text is that of the table.</summary>
/// <remarks>Small, since there is one for each timer that is set: the hash is computed again when it is due.</remarks>
internal readonly struct TimerCheck<TKey>(TKey key, int timer) where TKey : unmanaged
{
    public readonly TKey Key = key;
    public readonly int Timer = timer;
}
