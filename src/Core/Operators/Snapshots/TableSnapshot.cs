using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>Writes tables to snapshots, key by key, and reads them back, as far as keys belong to the reading subtask.</summary>
internal static class TableSnapshot
{
    /// <summary>Writes a table whose values point at nothing.</summary>
    public static void Save<TKey, TKeyRecord, TValue>(KeyedTable<TKey, TKeyRecord, TValue> table, SnapshotWriter to)
        where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey> where TValue : unmanaged
    {
        to.Write(table.Count);
        TableCursor cursor = default;
        while (table.MoveNext(ref cursor))
        {
            to.WriteRow<TKey, TKeyRecord>(in table.KeyAt(cursor));
            to.Write(table.ValueAt(cursor));
        }
    }

    /// <summary>Reads what the other <c>Save</c> has written.</summary>
    public static void Load<TKey, TKeyRecord, TValue>(KeyedTable<TKey, TKeyRecord, TValue> table, SnapshotReader from)
        where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey> where TValue : unmanaged
    {
        for (long left = from.Read<long>(); left > 0; left--)
        {
            TKey key = from.ReadRow<TKey, TKeyRecord>();
            var value = from.Read<TValue>();
            ulong hash = TKeyRecord.Hash(in key);
            if (from.Owns(hash)) table.GetOrAdd(in key, hash, out _) = value;
        }
    }

    /// <summary>Writes a table whose values are rows, with their text.</summary>
    public static void SaveRows<TKey, TKeyRecord, TValue, TRecord>(KeyedTable<TKey, TKeyRecord, TValue> table, SnapshotWriter to)
        where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey> where TValue : unmanaged where TRecord : struct, IRecord<TValue>
    {
        to.Write(table.Count);
        TableCursor cursor = default;
        while (table.MoveNext(ref cursor))
        {
            to.WriteRow<TKey, TKeyRecord>(in table.KeyAt(cursor));
            to.WriteRow<TValue, TRecord>(in table.ValueAt(cursor));
        }
    }

    /// <summary>Reads what <see cref="SaveRows"/> has written; keeps text in <paramref name="heap"/>.</summary>
    public static void LoadRows<TKey, TKeyRecord, TValue, TRecord>(KeyedTable<TKey, TKeyRecord, TValue> table, StateHeap heap, SnapshotReader from)
        where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey> where TValue : unmanaged where TRecord : struct, IRecord<TValue>
    {
        for (long left = from.Read<long>(); left > 0; left--)
        {
            TKey key = from.ReadRow<TKey, TKeyRecord>();
            TValue value = from.ReadRow<TValue, TRecord>();
            ulong hash = TKeyRecord.Hash(in key);
            if (from.Owns(hash)) table.GetOrAdd(in key, hash, out _) = heap.Keep<TValue, TRecord>(in value);
        }
    }
}
