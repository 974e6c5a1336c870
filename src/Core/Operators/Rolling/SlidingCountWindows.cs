using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// Aggregates the last so many rows of each key, every so many of its rows; the result follows a window's last row. The first windows
/// of a key hold as many rows as there are.
/// </summary>
/// <remarks>
/// A row is added once, to its slice: the longest run of rows that no window cuts. A key has as many slices as a window; the oldest
/// makes room for the newest, and a window merges them all.
/// </remarks>
/// <typeparam name="TIn">The lifted input.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TKeyRecord">How to hash and compare keys.</typeparam>
/// <typeparam name="TAcc">The accumulator.</typeparam>
/// <typeparam name="TFn">The user's functions; their results see a window of no length.</typeparam>
/// <typeparam name="TOut">The result row.</typeparam>
/// <param name="functions">The user's functions.</param>
/// <param name="window">The windows.</param>
/// <param name="name">Name of the operator.</param>
public struct SlidingCountWindows<TIn, TKey, TKeyRecord, TAcc, TFn, TOut>(TFn functions, CountSpec window, string name) : IRolling<TIn, TOut>
    where TIn : unmanaged, IRecord<TIn>
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TAcc : unmanaged, IRecord<TAcc>
    where TFn : struct, IWindowFunction<TIn, TKey, TAcc, TOut>
{
    private readonly long _every = window.Every;
    private readonly long _sliceRows = window.SliceRows;
    private readonly long _sliceCount = window.Rows / window.SliceRows;
    private readonly string _name = name;
    private TFn _functions = functions;
    // Rows of each key so far.
    private KeyedTable<TKey, TKeyRecord, long> _counts = null!;
    private KeyedTable<SliceKey<TKey>, SliceKeyRecord<TKey, TKeyRecord>, TAcc> _slices = null!;
    private StateHeap _heap = null!;
    // Text of merged windows, which operators behind may hold until they are flushed.
    private StateHeap _scratch = null!;
    private KeyBatch<TIn, TKey, TKeyRecord> _batch = new();

    /// <inheritdoc/>
    public readonly string Part => $"window {_name}: {_sliceCount * _sliceRows} rows every {_every}";

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        uint salt = Salt.Of(_name, context.Index);
        _heap = new StateHeap(context.State);
        _scratch = new StateHeap(context.State);
        _counts = new(context.State, _heap, salt);
        _slices = new(context.State, _heap, ~salt);
    }

    /// <inheritdoc/>
    public void Process<TNext>(ReadOnlySpan<Timed<TIn>> rows, ref TNext next) where TNext : struct, IOperator<TOut>
    {
        while (KeyBatch<TIn, TKey, TKeyRecord>.TryTake(ref rows, out var batch))
        {
            _batch.Prepare(batch, ref _functions, _counts);
            if (!Apply(batch, ref next) || !TAcc.HasText) continue;
            next.Flush();
            _scratch.Clear();
        }
    }

    /// <inheritdoc/>
    public readonly bool End<TNext>(ref TNext next) where TNext : struct, IOperator<TOut> => true;

    /// <inheritdoc/>
    public readonly void Save(SnapshotWriter to)
    {
        to.Write(_counts.Count);
        TableCursor cursor = default;
        while (_counts.MoveNext(ref cursor)) Save(in _counts.KeyAt(cursor), _counts.ValueAt(cursor), to);
    }

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        for (long left = from.Read<long>(); left > 0; left--) LoadKey(from);
    }

    /// <inheritdoc/>
    public readonly void Close()
    {
        _counts?.Dispose();
        _slices?.Dispose();
        _heap?.Dispose();
        _scratch?.Dispose();
    }

    /// <summary>True if a window was complete.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Apply<TNext>(ReadOnlySpan<Timed<TIn>> rows, ref TNext next) where TNext : struct, IOperator<TOut>
    {
        var hashes = _batch.Hashes;
        bool any = false;
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            TKey key = _functions.Key(in row.Row);
            long before = _counts.GetOrAdd(in key, hashes[i], out _)++;
            Add(in row, in key, hashes[i], before);
            if ((before + 1) % _every != 0) continue;
            Emit(in key, hashes[i], before + 1, row.Time, ref next);
            any = true;
        }
        return any;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(in Timed<TIn> row, in TKey key, ulong hash, long before)
    {
        long slice = before / _sliceRows % _sliceCount;
        var sliceKey = new SliceKey<TKey>(key, slice);
        ref TAcc acc = ref _slices.GetOrAdd(in sliceKey, SliceKeyRecord<TKey, TKeyRecord>.Hash(hash, slice), out bool added);
        if (!added && before % _sliceRows == 0)
        {
            // Results are made of merged accumulators, so nobody holds text of this one.
            _functions.Release(ref acc, _heap);
            acc = default;
            added = true;
        }
        if (added) _functions.Create(ref acc, in row.Row, row.Time, _heap);
        else _functions.Add(ref acc, in row.Row, row.Time, _heap);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Emit<TNext>(in TKey key, ulong hash, long count, long time, ref TNext next) where TNext : struct, IOperator<TOut>
    {
        TAcc all = default;
        long last = (count - 1) / _sliceRows;
        // From the oldest, so that the last to come is merged last.
        for (long slice = Math.Max(0, last - _sliceCount + 1); slice <= last; slice++)
        {
            var sliceKey = new SliceKey<TKey>(key, slice % _sliceCount);
            if (_slices.TryFind(in sliceKey, SliceKeyRecord<TKey, TKeyRecord>.Hash(hash, slice % _sliceCount), out TAcc acc)) _functions.Merge(ref all, in acc, _scratch);
        }
        TOut result = _functions.Result(in key, default, in all);
        next.Collect(in result, time);
    }

    private readonly void Save(in TKey key, long count, SnapshotWriter to)
    {
        ulong hash = TKeyRecord.Hash(in key);
        to.WriteRow<TKey, TKeyRecord>(in key);
        to.Write(count);
        for (long slice = 0; slice < SlicesOf(count); slice++)
        {
            var sliceKey = new SliceKey<TKey>(key, slice);
            _slices.TryFind(in sliceKey, SliceKeyRecord<TKey, TKeyRecord>.Hash(hash, slice), out TAcc acc);
            to.WriteRow<TAcc, TAcc>(in acc);
        }
    }

    private void LoadKey(SnapshotReader from)
    {
        TKey key = from.ReadRow<TKey, TKeyRecord>();
        ulong hash = TKeyRecord.Hash(in key);
        bool owns = from.Owns(hash);
        long count = from.Read<long>();
        if (owns) _counts.GetOrAdd(in key, hash, out _) = count;
        for (long slice = 0; slice < SlicesOf(count); slice++)
        {
            TAcc acc = from.ReadRow<TAcc, TAcc>();
            if (!owns) continue;
            var sliceKey = new SliceKey<TKey>(key, slice);
            ref TAcc kept = ref _slices.GetOrAdd(in sliceKey, SliceKeyRecord<TKey, TKeyRecord>.Hash(hash, slice), out _);
            if (TAcc.HasText) _functions.Merge(ref kept, in acc, _heap);
            else kept = acc;
        }
    }

    /// <summary>How many slices a key has that has had so many rows.</summary>
    private readonly long SlicesOf(long count) => Math.Min((count + _sliceRows - 1) / _sliceRows, _sliceCount);
}
