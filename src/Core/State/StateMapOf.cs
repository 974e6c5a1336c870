using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace.State;

/// <summary>A map in state.</summary>
/// <typeparam name="TKey">The map's key.</typeparam>
/// <typeparam name="TKeyRecord">How it is laid out.</typeparam>
/// <typeparam name="TValue">The value.</typeparam>
/// <typeparam name="TRecord">How it is laid out.</typeparam>
/// <typeparam name="TStored">What is kept of a value.</typeparam>
internal sealed class StateMapOf<TKey, TKeyRecord, TValue, TRecord, TStored>(RetiredMemory retired) : StateMap<TKey, TValue>
    where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey> where TValue : unmanaged where TRecord : struct, IRecord<TValue>
    where TStored : unmanaged, IStoredValue<TStored, TValue>
{
    public override int Count(in StateField field) => field.WasPresent ? Map(in field).Count : 0;

    public override bool TryGet(in StateField field, in TKey key, out TValue value)
    {
        value = default;
        if (!field.WasPresent) return false;
        ref TStored stored = ref Map(in field).Find(in key);
        if (Unsafe.IsNullRef(ref stored) || stored.ExpiresUs <= field.Cell.NowUs) return false;
        if (field.Info.RenewsOnRead) stored.ExpiresUs = field.Info.ExpiryOf(field.Cell.NowUs);
        value = stored.Value;
        return true;
    }

    public override void Set(in StateField field, in TKey key, in TValue value)
    {
        TValue kept = retired.Heap.Keep<TValue, TRecord>(in value);
        ref TStored stored = ref Map(in field).GetOrAdd(in key, retired.Heap, out bool added);
        if (!added) Retire(in stored);
        stored.Value = kept;
        stored.ExpiresUs = field.Info.ExpiryOf(field.Cell.NowUs);
        field.Write();
    }

    public override ref TValue Edit(scoped in StateField field, scoped in TKey key)
    {
        if (TRecord.HasText)
        {
            throw new InvalidOperationException(
                $"Values of state '{field.Info.Name}' can contain text, which state has to copy, so they cannot be changed in place; use Get and Set.");
        }
        ref TStored stored = ref Map(in field).GetOrAdd(in key, retired.Heap, out bool added);
        if (added || stored.ExpiresUs <= field.Cell.NowUs) stored.Value = default;
        stored.ExpiresUs = field.Info.ExpiryOf(field.Cell.NowUs);
        field.Write();
        return ref TStored.ValueOf(ref stored);
    }

    public override bool Remove(in StateField field, in TKey key)
    {
        if (!field.WasPresent || !Map(in field).Remove(in key, out TKey removed, out TStored stored)) return false;
        Retire(in stored);
        retired.Add<TKey, TKeyRecord>(in removed);
        if (Map(in field).Count == 0) Clear(in field);
        return stored.ExpiresUs > field.Cell.NowUs;
    }

    public override void Clear(in StateField field)
    {
        if (!field.WasPresent) return;
        ref var map = ref Map(in field);
        for (int slot = 0; (TKeyRecord.HasText || TRecord.HasText) && slot < map.Slots; slot++)
        {
            if (!map.IsUsed(slot)) continue;
            Retire(in map.ValueAt(slot));
            retired.Add<TKey, TKeyRecord>(in map.KeyAt(slot));
        }
        map.Release(retired);
        field.Erase();
    }

    public override long Expire(in StateField field, long nowUs)
    {
        if (!field.WasPresent) return long.MaxValue;
        long next = long.MaxValue;
        int start = Start(in field, out int slots);
        for (int step = 1; step <= slots; step++)
        {
            int slot = (start + step) & (slots - 1);
            while (Map(in field).IsUsed(slot) && Map(in field).ValueAt(slot).ExpiresUs <= nowUs)
            {
                TKey key = Map(in field).KeyAt(slot);
                Remove(in field, in key);
                if (!field.WasPresent) return long.MaxValue;
            }
            if (Map(in field).IsUsed(slot)) next = Math.Min(next, Map(in field).ValueAt(slot).ExpiresUs);
        }
        return next;
    }

    public override int Start(in StateField field, out int slots)
    {
        slots = 0;
        if (!field.WasPresent) return 0;
        ref var map = ref Map(in field);
        slots = map.Slots;
        int start = 0;
        while (map.IsUsed(start)) start++;
        return start;
    }

    public override bool TryRead(in StateField field, int slot, out TKey key, out TValue value)
    {
        ref var map = ref Map(in field);
        key = default;
        value = default;
        if (!map.IsUsed(slot) || map.ValueAt(slot).ExpiresUs <= field.Cell.NowUs) return false;
        if (field.Info.RenewsOnRead) map.ValueAt(slot).ExpiresUs = field.Info.ExpiryOf(field.Cell.NowUs);
        key = map.KeyAt(slot);
        value = map.ValueAt(slot).Value;
        return true;
    }

    public override void Save(in StateField field, SnapshotWriter to)
    {
        ref var map = ref Map(in field);
        to.Write(map.Count);
        for (int slot = -1; map.MoveNext(ref slot);)
        {
            to.WriteRow<TKey, TKeyRecord>(in map.KeyAt(slot));
            to.WriteRow<TValue, TRecord>(map.ValueAt(slot).Value);
            to.Write(map.ValueAt(slot).ExpiresUs);
        }
    }

    public override void Load(in StateField field, SnapshotReader from)
    {
        for (int left = from.Read<int>(); left > 0; left--)
        {
            TKey key = from.ReadRow<TKey, TKeyRecord>();
            TValue value = from.ReadRow<TValue, TRecord>();
            long expiresUs = from.Read<long>();
            ref TStored stored = ref Map(in field).GetOrAdd(in key, retired.Heap, out bool added);
            if (!added) continue;
            stored.Value = retired.Heap.Keep<TValue, TRecord>(in value);
            stored.ExpiresUs = expiresUs;
            field.Cell.At<StateHeader>(0).Present |= field.Mask;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref NativeMap<TKey, TKeyRecord, TStored> Map(scoped in StateField field) => ref field.Slot<NativeMap<TKey, TKeyRecord, TStored>>();

    private void Retire(in TStored stored)
    {
        if (TRecord.HasText) retired.Add<TValue, TRecord>(stored.Value);
    }
}
