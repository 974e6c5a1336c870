using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>The open session of a key, as far as the watermark has come.</summary>
internal struct OpenSession<TAcc> : IEntry<OpenSession<TAcc>, TAcc> where TAcc : unmanaged
{
    /// <summary>For a first row, that there is none.</summary>
    public const long None = long.MinValue;

    /// <summary>The session; of one that has been fired, the time of the first row is <see cref="None"/>.</summary>
    public SessionEntry<TAcc> Session;

    /// <summary>Checks of the key that are still to come; their keys are the table's own, so it keeps the key until the last.</summary>
    public int Checks;

    static bool IEntry<OpenSession<TAcc>, TAcc>.IsKept(in OpenSession<TAcc> entry) => entry.Session.First != None;

    static ref TAcc IEntry<OpenSession<TAcc>, TAcc>.AccOf(ref OpenSession<TAcc> entry) => ref entry.Session.Acc;

    static void IEntry<OpenSession<TAcc>, TAcc>.Save(in OpenSession<TAcc> entry, SnapshotWriter to)
    {
        to.Write(entry.Session.First);
        to.Write(entry.Session.Last);
    }

    static void IEntry<OpenSession<TAcc>, TAcc>.Load(ref OpenSession<TAcc> entry, SnapshotReader from)
    {
        entry.Session.First = from.Read<long>();
        entry.Session.Last = from.Read<long>();
    }
}
