using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>What a count window keeps of a key.</summary>
internal struct Counted<TAcc> : IEntry<Counted<TAcc>, TAcc> where TAcc : unmanaged
{
    /// <summary>Rows so far.</summary>
    public long Count;

    /// <summary>What they add up to.</summary>
    public TAcc Acc;

    static ref TAcc IEntry<Counted<TAcc>, TAcc>.AccOf(ref Counted<TAcc> entry) => ref entry.Acc;

    static void IEntry<Counted<TAcc>, TAcc>.Save(in Counted<TAcc> entry, SnapshotWriter to) => to.Write(entry.Count);

    static void IEntry<Counted<TAcc>, TAcc>.Load(ref Counted<TAcc> entry, SnapshotReader from) => entry.Count = from.Read<long>();
}
