using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>Writes the rows that a join keeps of a key and a side to snapshots, and reads them back.</summary>
internal static class KeptRowsSnapshot
{
    /// <summary>Writes rows, in order.</summary>
    public static void Save<T, TRecord>(in TimeList<Kept<T>> rows, SnapshotWriter to) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        for (int chunk = 0; chunk < rows.ChunkCount; chunk++)
        {
            var elements = rows.Elements(chunk);
            if (elements.IsEmpty) continue;
            to.Write(elements.Length);
            foreach (ref readonly var element in elements)
            {
                to.Write(element.Time);
                to.Write(element.Value.Matched);
                to.WriteRow<T, TRecord>(in element.Value.Row);
            }
        }
        to.Write(0);
    }

    /// <summary>Adds what <see cref="Save"/> has written; without a heap, passes it over.</summary>
    public static void Load<T, TRecord>(ref TimeList<Kept<T>> rows, StateHeap? heap, SnapshotReader from) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        for (int count = from.Read<int>(); count > 0; count = from.Read<int>())
        {
            for (; count > 0; count--)
            {
                long time = from.Read<long>();
                bool matched = from.Read<bool>();
                T row = from.ReadRow<T, TRecord>();
                if (heap is not null) rows.Add(time, new Kept<T>(heap.Keep<T, TRecord>(in row)) { Matched = matched }, heap);
            }
        }
    }
}
