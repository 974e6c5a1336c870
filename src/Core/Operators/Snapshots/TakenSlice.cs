using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>Entries of a slice that no row joins in the ordinary way: with the way to the next slice that holds the key.</summary>
internal readonly struct TakenSlice<TAcc> : IEntry<SliceEntry<TAcc>, TAcc> where TAcc : unmanaged
{
    public static ref TAcc AccOf(ref SliceEntry<TAcc> entry) => ref entry.Acc;

    public static void Save(in SliceEntry<TAcc> entry, SnapshotWriter to) => to.Write(entry.Link);

    public static void Load(ref SliceEntry<TAcc> entry, SnapshotReader from) => entry.Link = from.Read<long>();
}
