using Millrace.Memory;
using Millrace.State;

namespace Millrace.Operators;

// What it writes to snapshots, and takes up again.
internal sealed partial class KeyedFunction<TKey, TKeyRecord, TFn, TState, TOut>
{
    /// <summary>Writes the state and timers of all keys, and what belongs to the subtask.</summary>
    public void Save(SnapshotWriter to)
    {
        foreach (var field in _binder.OwnFields) field.Save(to);
        TableCursor cursor = default;
        while (TFn.HasState && Table.MoveNext(ref cursor))
        {
            ref var entry = ref Table.ValueAt(cursor);
            // A key of which nothing is left waits for a check of a timer that was cleared.
            if (entry.Header.Present == 0) continue;
            to.Write(true);
            to.WriteRow<TKey, TKeyRecord>(in Table.KeyAt(cursor));
            int block = to.BeginBlock();
            SaveKey(ref entry, to);
            to.EndBlock(block);
        }
        to.Write(false);
        _cell.Leave();
    }

    /// <summary>Takes up the keys that belong to the subtask.</summary>
    public void Load(SnapshotReader from)
    {
        foreach (var field in _binder.OwnFields) field.Load(from);
        while (from.Read<bool>())
        {
            TKey key = from.ReadRow<TKey, TKeyRecord>();
            int end = from.BeginBlock();
            ulong hash = TKeyRecord.Hash(in key);
            if (from.Owns(hash)) LoadKey(ref Table.GetOrAdd(in key, hash, out _), hash, from);
            from.EndBlock(end);
        }
        _cell.Leave();
    }

    private void SaveKey(ref KeyedEntry<TState> entry, SnapshotWriter to)
    {
        to.Write(entry.Header.Present);
        _cell.Enter(ref entry);
        foreach (var field in _binder.Fields)
            if ((entry.Header.Present & (1ul << field.Index)) != 0) field.Save(to);
        for (int timer = 0; timer < TimerCount; timer++)
            if (IsSet(in entry, timer)) to.Write(TFn.Timer(ref entry.State, timer).Time);
    }

    private void LoadKey(ref KeyedEntry<TState> entry, ulong hash, SnapshotReader from)
    {
        ulong present = from.Read<ulong>();
        _cell.Enter(ref entry);
        foreach (var field in _binder.Fields)
            if ((present & (1ul << field.Index)) != 0) field.Load(from);
        for (int timer = 0; timer < TimerCount; timer++)
        {
            if ((present & StateBinder.MaskOfTimer(timer)) == 0) continue;
            long time = from.Read<long>();
            TFn.Timer(ref entry.State, timer).Time = time;
            entry.Header.Present |= StateBinder.MaskOfTimer(timer);
            Check(Timers(timer), ref entry, hash, timer, time);
        }
        if (TFn.ExpiryTimer >= 0) WatchExpiry(ref entry, hash);
    }

    private static int TimerCount => System.Numerics.BitOperations.PopCount(TFn.EventTimers | TFn.ProcessingTimers);
}
