using Millrace.Memory;

namespace Millrace.State;

/// <summary>How the fields of a function write what they hold to snapshots, and take it up again.</summary>
internal static class StateSnapshot
{
    /// <summary>A value, or an accumulator, per key.</summary>
    public static void OfValue<T, TRecord>(StateField field, RetiredMemory retired) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        field.Info.Save = to =>
        {
            to.WriteRow<T, TRecord>(in field.Slot<T>());
            SaveExpiry(in field, to);
        };
        field.Info.Load = from =>
        {
            T value = from.ReadRow<T, TRecord>();
            field.Slot<T>() = retired.Heap.Keep<T, TRecord>(in value);
            LoadExpiry(in field, from);
        };
    }

    /// <summary>A list per key.</summary>
    public static void OfList<T, TRecord>(StateField field, RetiredMemory retired) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        field.Info.Save = to =>
        {
            to.WriteRows<T, TRecord>(field.Slot<NativeVector<T>>().Items);
            SaveExpiry(in field, to);
        };
        field.Info.Load = from =>
        {
            for (int left = from.Read<int>(); left > 0; left--) Append<T, TRecord>(in field, from.ReadRow<T, TRecord>(), retired);
            LoadExpiry(in field, from);
        };
    }

    /// <summary>A map per key.</summary>
    public static void OfMap<TKey, TValue>(StateField field, StateMap<TKey, TValue> map)
    {
        field.Info.Save = to => map.Save(in field, to);
        field.Info.Load = from => map.Load(in field, from);
    }

    /// <summary>A map that is the same in every subtask: the first that was written is enough.</summary>
    public static void OfBroadcast<TKey, TValue>(StateField field, StateMap<TKey, TValue> map)
    {
        bool isLoaded = false;
        field.Info.Save = to =>
        {
            int block = to.BeginBlock();
            map.Save(in field, to);
            to.EndBlock(block);
        };
        field.Info.Load = from =>
        {
            int end = from.BeginBlock();
            if (!isLoaded) map.Load(in field, from);
            isLoaded = true;
            from.EndBlock(end);
        };
    }

    /// <summary>A list per subtask, shared out evenly, element by element, when parallelism changes.</summary>
    public static void OfOperator<T, TRecord>(StateField field, RetiredMemory retired) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        // Of all subtasks that had written.
        long seen = 0;
        field.Info.Save = to => to.WriteRows<T, TRecord>(field.Slot<NativeVector<T>>().Items);
        field.Info.Load = from =>
        {
            for (int left = from.Read<int>(); left > 0; left--)
            {
                T item = from.ReadRow<T, TRecord>();
                if (seen++ % from.Parallelism == from.Subtask) Append<T, TRecord>(in field, in item, retired);
            }
        };
    }

    /// <summary>A list per subtask, of which every subtask gets all.</summary>
    public static void OfUnion<T, TRecord>(StateField field, RetiredMemory retired) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        field.Info.Save = to => to.Shared.WriteRows<T, TRecord>(field.Slot<NativeVector<T>>().Items);
        field.Info.Load = from =>
        {
            foreach (var part in from.Shared)
                for (int left = part.Read<int>(); left > 0; left--) Append<T, TRecord>(in field, part.ReadRow<T, TRecord>(), retired);
        };
    }

    private static void Append<T, TRecord>(in StateField field, in T item, RetiredMemory retired) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        field.Slot<NativeVector<T>>().Add(retired.Heap.Keep<T, TRecord>(in item), retired);
        field.Cell.At<StateHeader>(0).Present |= field.Mask;
    }

    private static void SaveExpiry(in StateField field, SnapshotWriter to)
    {
        if (field.ExpiryOffset >= 0) to.Write(field.Cell.At<long>(field.ExpiryOffset));
    }

    private static void LoadExpiry(in StateField field, SnapshotReader from)
    {
        field.Cell.At<StateHeader>(0).Present |= field.Mask;
        if (field.ExpiryOffset >= 0) field.Cell.At<long>(field.ExpiryOffset) = from.Read<long>();
    }
}
