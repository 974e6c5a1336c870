using Millrace.Memory;

namespace Millrace.State;

/// <summary>Works on a map in state, whose layout only the implementation knows: one call of it per operation on a map.</summary>
internal abstract class StateMap<TKey, TValue>
{
    public abstract int Count(in StateField field);

    public abstract bool TryGet(in StateField field, in TKey key, out TValue value);

    public abstract void Set(in StateField field, in TKey key, in TValue value);

    /// <summary>The value of a key, added as zero if it is not there; valid until a key is added or removed.</summary>
    public abstract ref TValue Edit(scoped in StateField field, scoped in TKey key);

    public abstract bool Remove(in StateField field, in TKey key);

    public abstract void Clear(in StateField field);

    /// <summary>Removes what has expired. Returns when the next of the rest does.</summary>
    public abstract long Expire(in StateField field, long nowUs);

    /// <summary>A slot to start at: no key moves across it when one is removed.</summary>
    public abstract int Start(in StateField field, out int slots);

    /// <summary>What is in a slot; false if it is free or expired.</summary>
    public abstract bool TryRead(in StateField field, int slot, out TKey key, out TValue value);

    /// <summary>Writes all entries.</summary>
    public abstract void Save(in StateField field, SnapshotWriter to);

    /// <summary>Adds entries that were written; those that are there stay.</summary>
    public abstract void Load(in StateField field, SnapshotReader from);
}
