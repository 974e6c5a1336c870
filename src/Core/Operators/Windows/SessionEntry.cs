using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>Rows of one key that follow one another within the gap: a session, or the part of it that lies in one pane.</summary>
internal struct SessionEntry<TAcc> : IPaneEntry<SessionEntry<TAcc>, TAcc> where TAcc : unmanaged
{
    /// <summary>Time of the first row, in microseconds.</summary>
    public long First;

    /// <summary>Time of the last row, in microseconds.</summary>
    public long Last;

    /// <summary>What the rows have come to.</summary>
    public TAcc Acc;

    static ref TAcc IEntry<SessionEntry<TAcc>, TAcc>.AccOf(ref SessionEntry<TAcc> entry) => ref entry.Acc;

    static void IPaneEntry<SessionEntry<TAcc>, TAcc>.Note(ref SessionEntry<TAcc> entry, bool isNew, long time, bool isRetracted)
    {
        entry.First = isNew ? time : Math.Min(entry.First, time);
        entry.Last = isNew ? time : Math.Max(entry.Last, time);
    }

    static void IEntry<SessionEntry<TAcc>, TAcc>.Save(in SessionEntry<TAcc> entry, SnapshotWriter to)
    {
        to.Write(entry.First);
        to.Write(entry.Last);
    }

    static void IEntry<SessionEntry<TAcc>, TAcc>.Load(ref SessionEntry<TAcc> entry, SnapshotReader from)
    {
        entry.First = from.Read<long>();
        entry.Last = from.Read<long>();
    }
}
