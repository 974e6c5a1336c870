using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>How what a table keeps of a key is written: an accumulator, which may point at text, and what else, which points at nothing.</summary>
/// <typeparam name="TEntry">What the table keeps.</typeparam>
/// <typeparam name="TAcc">The accumulator in it.</typeparam>
internal interface IEntry<TEntry, TAcc> where TEntry : unmanaged where TAcc : unmanaged
{
    /// <summary>False for an entry that stands for nothing.</summary>
    static virtual bool IsKept(in TEntry entry) => true;

    /// <summary>The accumulator.</summary>
    static abstract ref TAcc AccOf(ref TEntry entry);

    /// <summary>Writes all but the accumulator.</summary>
    static virtual void Save(in TEntry entry, SnapshotWriter to) { }

    /// <summary>Reads what <see cref="Save"/> has written into an entry that is all zero.</summary>
    static virtual void Load(ref TEntry entry, SnapshotReader from) { }
}
