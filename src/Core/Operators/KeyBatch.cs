using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// The first pass of a keyed operator over a batch: computes hashes and, when the table has outgrown the cache, asks for the
/// lines that the second pass will look at.
/// </summary>
/// <remarks>It keeps hashes, not slot addresses: rows in front may make the table grow.</remarks>
internal struct KeyBatch<T, TKey, TKeyRecord>()
    where T : unmanaged where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey>
{
    /// <summary>Most rows of a batch: enough misses in flight to hide each other, few enough (at four lines each) to stay in the L1 cache.</summary>
    private const int MaxRows = 128;

    // Tables up to this size are in the cache anyway.
    private const int CachedBytes = 128 * 1024;

    // Beyond, a miss is long enough for a second pass to find out what exactly will be missed.
    private const int FarBytes = 8 * 1024 * 1024;

    private readonly ulong[] _hashes = new ulong[MaxRows];

    /// <summary>Hashes of the prepared batch, one per row.</summary>
    public readonly ReadOnlySpan<ulong> Hashes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(_hashes), MaxRows);
    }

    /// <summary>Takes the next batch off the front of <paramref name="rows"/>; false if there are no more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryTake(ref ReadOnlySpan<Timed<T>> rows, out ReadOnlySpan<Timed<T>> batch)
    {
        batch = rows[..Math.Min(rows.Length, MaxRows)];
        rows = rows[batch.Length..];
        return !batch.IsEmpty;
    }

    /// <summary>Prepares the batch that begins with a row, for an operator that may have to stop at any; false if there are no more rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool TryPrepare<TSelector, TValue>(
        ReadOnlySpan<Timed<T>> rows, int from, ref TSelector selector, KeyedTable<TKey, TKeyRecord, TValue> table, out ReadOnlySpan<Timed<T>> batch)
        where TSelector : struct, IKeySelector<T, TKey> where TValue : unmanaged
    {
        batch = rows.Slice(from, Math.Min(rows.Length - from, MaxRows));
        if (batch.IsEmpty) return false;
        Prepare(batch, ref selector, table);
        return true;
    }

    // Compiled on its own, so that it is optimised as soon as it is hot.
    /// <summary>Prepares the rows of a batch that <see cref="TryTake"/> gave.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public readonly void Prepare<TSelector, TValue>(ReadOnlySpan<Timed<T>> rows, ref TSelector selector, KeyedTable<TKey, TKeyRecord, TValue>? table)
        where TSelector : struct, IKeySelector<T, TKey> where TValue : unmanaged
    {
        var hashes = _hashes.AsSpan(0, rows.Length);
        if (table is not null && table.SizeBytes is > CachedBytes and <= FarBytes)
        {
            for (int i = 0; i < rows.Length; i++)
            {
                TKey key = selector.Key(in rows[i].Row);
                ulong hash = TKeyRecord.Hash(in key);
                hashes[i] = hash;
                table.Prefetch(hash);
            }
        }
        else
        {
            for (int i = 0; i < rows.Length; i++)
            {
                TKey key = selector.Key(in rows[i].Row);
                hashes[i] = TKeyRecord.Hash(in key);
            }
            if (table is not null && table.SizeBytes > FarBytes) table.Prefetch(hashes);
        }
    }
}
