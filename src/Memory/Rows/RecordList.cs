using Millrace.Memory;

namespace Millrace;

/// <summary>Makes lists, and hashes, compares and orders them by their elements as the engine does.</summary>
public static unsafe class RecordList
{
    /// <summary>Copies elements into the scratch arena of the running step. Collection expressions call it.</summary>
    public static RecordList<T> Create<T>(ReadOnlySpan<T> elements) where T : unmanaged
    {
        if (elements.IsEmpty) return default;
        T* at = (T*)ScratchArena.Current.AllocateAligned(checked(elements.Length * sizeof(T)));
        elements.CopyTo(new Span<T>(at, elements.Length));
        return new RecordList<T>(at, elements.Length);
    }

    /// <summary>The key hash of the elements in order.</summary>
    public static ulong Hash<T, TRecord>(in RecordList<T> list) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        ulong hash = KeyHash.Word((ulong)list.Count);
        foreach (ref readonly T element in list.Span) hash = KeyHash.Combine(hash, TRecord.Hash(in element));
        return hash;
    }

    /// <summary>Equality of content, as <see cref="Hash"/> sees it.</summary>
    public static bool AreEqual<T, TRecord>(in RecordList<T> left, in RecordList<T> right) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        if (left.Count != right.Count) return false;
        for (int i = 0; i < left.Count; i++)
            if (!TRecord.AreEqual(in left[i], in right[i])) return false;
        return true;
    }

    /// <summary>Order by the first elements that differ; a list that only continues the other comes after it.</summary>
    public static int Compare<T, TRecord>(in RecordList<T> left, in RecordList<T> right) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        int common = Math.Min(left.Count, right.Count);
        for (int i = 0; i < common; i++)
            if (TRecord.Compare(in left[i], in right[i]) is var order and not 0) return order;
        return left.Count.CompareTo(right.Count);
    }
}
