namespace Millrace.Operators;

/// <summary>A trigger wants to be woken for a key and window. Text of the key is in the window's pane.</summary>
internal readonly struct TriggerWake<TKey>(TKey key, long paneStart, long time) where TKey : unmanaged
{
    public readonly TKey Key = key;
    public readonly long PaneStart = paneStart;
    public readonly long Time = time;
}
