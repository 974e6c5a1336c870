using System.Numerics;
using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>
/// One total per key, in a list: a key gets a dense id when something is first added to its total, and loses it when the last of that is
/// subtracted.
/// </summary>
internal sealed class KeyTotals<TKey, TKeyRecord, TAcc> : IDisposable
    where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey> where TAcc : unmanaged
{
    // Tables up to this size are in the cache anyway.
    private const int CachedBytes = 128 * 1024;

    // Id + 1; 0 of a key that is new.
    private readonly KeyedTable<TKey, TKeyRecord, int> _ids;
    private readonly NativeList<KeyTotal<TKey, TAcc>> _totals;
    // A bit per id: in use.
    private readonly NativeList<ulong> _used;
    private int _free = -1;

    public KeyTotals(MemoryAccount account, uint salt)
    {
        Text = new StateHeap(account);
        _ids = new(account, Text, salt);
        _totals = new(account);
        _used = new(account);
    }

    /// <summary>Keys that have an id.</summary>
    public long Count => _ids.Count;

    /// <summary>Text of the keys.</summary>
    public StateHeap Text { get; }

    /// <summary>True if finding ids misses the cache.</summary>
    public bool IsLarge => _ids.SizeBytes > CachedBytes;

    /// <summary>The total of an id.</summary>
    public ref KeyTotal<TKey, TAcc> this[int id]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _totals[id];
    }

    /// <summary>Asks the CPU for what <see cref="IdOf"/> will look at.</summary>
    public void Prefetch(ulong hash) => _ids.Prefetch(hash);

    /// <summary>True if an id, which may have been given back meanwhile, is that of a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Has(int id, in TKey key) =>
        id < _totals.Count && (_used[id >> 6] & (1UL << id)) != 0 && TKeyRecord.AreEqual(in _totals[id].Key, in key);

    /// <summary>The id of a key; a new one, if it has none.</summary>
    public int IdOf(in TKey key, ulong hash)
    {
        ref int place = ref _ids.GetOrAdd(in key, hash, out bool added);
        if (added) place = Take(in _ids.KeyOf(ref place)) + 1;
        return place - 1;
    }

    /// <summary>Moves <paramref name="id"/>, which starts at -1, to the next key; false behind the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MoveNext(ref int id)
    {
        int next = id + 1;
        if ((next & 63) != 0 && (_used[next >> 6] >> next) is var rest and not 0)
        {
            id = next + BitOperations.TrailingZeroCount(rest);
            return true;
        }
        return MoveToNextWord(ref id);
    }

    /// <summary>Takes back the id of a key of whose total nothing is left.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void GiveBack(int id, ref KeyTotal<TKey, TAcc> total)
    {
        _ids.Remove(in total.Key, TKeyRecord.Hash(in total.Key));
        _used[id >> 6] &= ~(1UL << id);
        total.NextFree = _free;
        _free = id;
        if (_ids.Count != 0) return;
        _totals.Clear();
        _used.Clear();
        _free = -1;
    }

    /// <summary>Writes the keys with their ids.</summary>
    public void Save(SnapshotWriter to)
    {
        to.Write(_totals.Count);
        to.Write(_ids.Count);
        for (int id = -1; MoveNext(ref id);)
        {
            to.Write(id);
            to.WriteRow<TKey, TKeyRecord>(in _totals[id].Key);
        }
    }

    /// <summary>Reads keys, which get new ids. Returns these by the ids of the snapshot; -1 of a key that belongs to another subtask.</summary>
    public int[] Load(SnapshotReader from)
    {
        int[] ids = new int[from.Read<int>()];
        Array.Fill(ids, -1);
        for (long left = from.Read<long>(); left > 0; left--)
        {
            int id = from.Read<int>();
            TKey key = from.ReadRow<TKey, TKeyRecord>();
            ulong hash = TKeyRecord.Hash(in key);
            if (from.Owns(hash)) ids[id] = IdOf(in key, hash);
        }
        return ids;
    }

    public void Dispose()
    {
        _ids.Dispose();
        _totals.Dispose();
        _used.Dispose();
        Text.Dispose();
    }

    /// <summary>An id for a key, whose text the table of ids keeps.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Take(in TKey key)
    {
        int id = _free;
        if (id >= 0)
        {
            ref var total = ref _totals[id];
            _free = total.NextFree;
            total = new KeyTotal<TKey, TAcc> { Key = key };
        }
        else
        {
            id = _totals.Count;
            _totals.Add(new KeyTotal<TKey, TAcc> { Key = key });
            if ((id & 63) == 0) _used.Add(0);
        }
        _used[id >> 6] |= 1UL << id;
        return id;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool MoveToNextWord(ref int id)
    {
        for (int word = (id + 64) >> 6; word < _used.Count; word++)
        {
            if (_used[word] == 0) continue;
            id = word * 64 + BitOperations.TrailingZeroCount(_used[word]);
            return true;
        }
        return false;
    }
}
