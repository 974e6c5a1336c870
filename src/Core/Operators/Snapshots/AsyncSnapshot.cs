using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>Writes rows that wait for something outside the job, and the watermarks between them, to snapshots; and reads them back.</summary>
/// <remarks>
/// <para>Rows are written as they came, also those whose answer is there: it is asked for again.</para>
/// <para>
/// The rows have no key. If parallelism has changed, all that waited in one subtask go to one, chosen as for a key: so they stay in order, and
/// their watermarks with them.
/// </para>
/// </remarks>
internal static class AsyncSnapshot
{
    /// <summary>Writes what waits in a subtask.</summary>
    /// <param name="to">Where to write.</param>
    /// <param name="subtask">Index of the subtask.</param>
    /// <param name="order">What waits.</param>
    /// <param name="rows">All rows of it, in any order; sorted here.</param>
    /// <param name="rowOf">The row that came.</param>
    public static void Save<T, TRecord>(SnapshotWriter to, int subtask, AsyncOrder order, List<AsyncItem> rows, Func<AsyncItem, T> rowOf)
        where T : unmanaged where TRecord : struct, IRecord<T>
    {
        rows.Sort(static (left, right) => left.Number.CompareTo(right.Number));
        to.Write(subtask);
        to.Write(rows.Count + (order.LastStretch - order.FirstStretch));
        long stretch = order.FirstStretch;
        foreach (var item in rows)
        {
            WriteWatermarks(item.Stretch);
            T row = rowOf(item);
            to.Write(true);
            to.Write(item.Time);
            to.WriteRow<T, TRecord>(in row);
        }
        WriteWatermarks(order.LastStretch);

        void WriteWatermarks(long until)
        {
            for (; stretch < until; stretch++)
            {
                to.Write(false);
                to.Write(order.WatermarkOf(stretch));
            }
        }
    }

    /// <summary>Reads what <see cref="Save"/> has written, and gives what is to be added to the end: nothing, if it belongs to another subtask.</summary>
    /// <remarks>
    /// Rows that had waited in different subtasks stood before different watermarks. Where they come together, one is left behind them all, which
    /// all of them had waited before; if some had waited before none, the next that comes says as much.
    /// </remarks>
    /// <param name="from">Where to read.</param>
    /// <param name="order">What waits.</param>
    /// <param name="rows">All rows of it, in any order; sorted here.</param>
    public static List<AsyncEntry<T>> Load<T, TRecord>(SnapshotReader from, AsyncOrder order, List<AsyncItem> rows)
        where T : unmanaged where TRecord : struct, IRecord<T>
    {
        bool isOwn = from.Owns(KeyHash.Word((ulong)from.Read<int>()));
        List<AsyncEntry<T>> entries = [];
        for (long left = from.Read<long>(); left > 0; left--)
        {
            bool isRow = from.Read<bool>();
            long time = from.Read<long>();
            var entry = new AsyncEntry<T>(isRow, isRow ? from.ReadRow<T, TRecord>() : default, time);
            if (isOwn) entries.Add(entry);
        }
        if (entries.Count == 0 || order.IsEmpty) return entries;
        int last = entries.FindLastIndex(static entry => !entry.IsRow);
        long watermark = last < 0 ? long.MinValue : Math.Min(order.LastWatermark, entries[last].Time);
        rows.Sort(static (left, right) => left.Number.CompareTo(right.Number));
        order.Clear();
        foreach (var item in rows) order.Add(item);
        entries.RemoveAll(static entry => !entry.IsRow);
        if (watermark != long.MinValue) entries.Add(new AsyncEntry<T>(false, default, watermark));
        return entries;
    }
}
