using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>What one slice holds of one key.</summary>
internal struct SliceEntry<TAcc> : IPaneEntry<SliceEntry<TAcc>, TAcc> where TAcc : unmanaged
{
    /// <summary>No later slice.</summary>
    public const long None = long.MinValue;

    /// <summary>In <see cref="Link"/>, beside an id: the slice holds something of the key.</summary>
    public const long Seen = 1L << 62;

    /// <summary>The rows of the slice; in a front slice also those of all later front slices.</summary>
    public TAcc Acc;

    /// <summary>
    /// In a front slice: start of the next front slice that holds the key, or <see cref="None"/>. In a slice that will be subtracted:
    /// <see cref="Seen"/>, and in the low half the id + 1 that the key had when last seen, or 0.
    /// </summary>
    public long Link;

    static void IPaneEntry<SliceEntry<TAcc>, TAcc>.Note(ref SliceEntry<TAcc> entry, bool isNew, long time, bool isRetracted)
    {
        if (isRetracted) entry.Link |= Seen;
    }

    // Of a slice that rows still join. A key that is there for its id only has not been seen.
    static bool IEntry<SliceEntry<TAcc>, TAcc>.IsKept(in SliceEntry<TAcc> entry) => entry.Link == 0 || (entry.Link & Seen) != 0;

    static ref TAcc IEntry<SliceEntry<TAcc>, TAcc>.AccOf(ref SliceEntry<TAcc> entry) => ref entry.Acc;

    // The id is that of another run.
    static void IEntry<SliceEntry<TAcc>, TAcc>.Save(in SliceEntry<TAcc> entry, SnapshotWriter to) => to.Write(entry.Link & Seen);

    static void IEntry<SliceEntry<TAcc>, TAcc>.Load(ref SliceEntry<TAcc> entry, SnapshotReader from) => entry.Link = from.Read<long>();
}
