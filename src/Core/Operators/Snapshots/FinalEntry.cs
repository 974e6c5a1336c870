using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>An accumulator with the time of its last row, as entry of a table.</summary>
internal readonly struct FinalEntry<TAcc> : IEntry<Final<TAcc>, TAcc> where TAcc : unmanaged
{
    static ref TAcc IEntry<Final<TAcc>, TAcc>.AccOf(ref Final<TAcc> entry) => ref entry.Value;

    static void IEntry<Final<TAcc>, TAcc>.Save(in Final<TAcc> entry, SnapshotWriter to) => to.Write(entry.Time);

    static void IEntry<Final<TAcc>, TAcc>.Load(ref Final<TAcc> entry, SnapshotReader from) => entry.Time = from.Read<long>();
}
