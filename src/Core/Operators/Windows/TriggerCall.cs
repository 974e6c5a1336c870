namespace Millrace.Operators;

/// <summary>A trigger whose time has come; or nothing, where it has moved on, or the window is gone.</summary>
internal readonly ref struct TriggerCall<TKey, TKeyRecord, TAcc, TState>(Pane<TKey, TKeyRecord, TriggeredEntry<TAcc, TState>> pane, ref TriggeredEntry<TAcc, TState> entry, long time)
    where TKey : unmanaged where TKeyRecord : struct, Memory.IRecord<TKey> where TAcc : unmanaged where TState : unmanaged
{
    /// <summary>What the pane keeps of the key.</summary>
    public readonly ref TriggeredEntry<TAcc, TState> Entry = ref entry;

    /// <summary>The pane of the window; null if there is nothing to be done.</summary>
    public Pane<TKey, TKeyRecord, TriggeredEntry<TAcc, TState>>? Pane { get; } = pane;

    /// <summary>The time that the trigger had asked for.</summary>
    public long Time { get; } = time;
}
