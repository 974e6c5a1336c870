using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// The sessions that the watermark has come to, at most one per key: those that begin later still lie in panes.
/// </summary>
/// <remarks>
/// For each open session some check of its key is due at or before its end. What extends a session leaves its check alone; the check
/// then finds it open and is put off.
/// </remarks>
internal sealed class Sessions<TIn, TKey, TKeyRecord, TAcc, TFn, TOut> : IDisposable
    where TIn : unmanaged, IRecord<TIn>
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TAcc : unmanaged, IRecord<TAcc>
    where TFn : struct, IWindowFunction<TIn, TKey, TAcc, TOut>
{
    // No row is so early, but one may be at the end of time.
    private const long None = OpenSession<TAcc>.None;

    private readonly long _gap;
    private readonly StateHeap _heap;
    private readonly KeyedTable<TKey, TKeyRecord, OpenSession<TAcc>> _table;
    private readonly TimeBuckets<KeyCheck<TKey>> _checks;
    // Accumulators of fired sessions whose text operators behind may still hold, and keys to be forgotten.
    private readonly NativeList<TAcc> _fired;
    private readonly NativeList<KeyCheck<TKey>> _idle;

    public Sessions(MemoryAccount account, long gapUs, uint salt)
    {
        _gap = gapUs;
        _heap = new StateHeap(account);
        _table = new(account, _heap, salt);
        _checks = new(account);
        _fired = new(account);
        _idle = new(account);
    }

    /// <summary>Adds a row to the open session of its key; false if there is none that it belongs to.</summary>
    public bool TryAdd(ref TFn functions, in Timed<TIn> row, in TKey key, ulong hash)
    {
        if (!_table.TryFind(in key, hash, out var found) || !Touches(in found.Session, row.Time)) return false;
        ref var session = ref _table.GetOrAdd(in key, hash, out _).Session;
        session.First = Math.Min(session.First, row.Time);
        session.Last = Math.Max(session.Last, row.Time);
        functions.Add(ref session.Acc, in row.Row, row.Time, _heap);
        return true;
    }

    /// <summary>Opens a session with its first row; its key has none.</summary>
    public void Open(ref TFn functions, in Timed<TIn> row, in TKey key, ulong hash)
    {
        ref var open = ref _table.GetOrAdd(in key, hash, out _);
        open.Session = new SessionEntry<TAcc> { First = row.Time, Last = row.Time };
        functions.Create(ref open.Session.Acc, in row.Row, row.Time, _heap);
        Check(ref open, hash, TimeMath.Add(row.Time, _gap));
    }

    /// <summary>Takes in what a pane, the next in time, holds of a key. Fires the key's session if that does not go on with it.</summary>
    public void Absorb<TOutputs>(ref TFn functions, in TKey key, in SessionEntry<TAcc> part, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        ulong hash = TKeyRecord.Hash(in key);
        ref var open = ref _table.GetOrAdd(in key, hash, out bool added);
        ref var session = ref open.Session;
        if (!added && session.First != None)
        {
            if (part.First <= TimeMath.Add(session.Last, _gap))
            {
                // A row behind the watermark may have come first.
                session.First = Math.Min(session.First, part.First);
                session.Last = Math.Max(session.Last, part.Last);
                functions.Merge(ref session.Acc, in part.Acc, _heap);
                return;
            }
            Emit(ref functions, in key, ref session, ref to);
        }
        session = new SessionEntry<TAcc> { First = part.First, Last = part.Last };
        functions.Merge(ref session.Acc, in part.Acc, _heap);
        Check(ref open, hash, TimeMath.Add(part.Last, _gap));
    }

    /// <summary>Asks the CPU for what the other calls will look at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(ulong hash) => _table.Prefetch(hash);

    /// <summary>Takes keys that are due to be looked at, as many as there is room for. Returns how many.</summary>
    public int Take(long watermark, Span<TimedEntry<KeyCheck<TKey>>> into) => _checks.Take(watermark, into);

    /// <summary>True if the session of a key taken for a check would have ended by <paramref name="watermark"/>, with the time of its last row.</summary>
    public bool IsOver(in KeyCheck<TKey> check, long watermark, out long last)
    {
        last = 0;
        ref var open = ref _table.GetOrAdd(in check.Key, check.Hash, out _);
        open.Checks--;
        if (open.Session.First == None)
        {
            if (open.Checks == 0) _idle.Add(in check);
            return false;
        }
        last = open.Session.Last;
        if (TimeMath.Add(last, _gap) <= watermark) return true;
        if (open.Checks == 0) Check(ref open, check.Hash, TimeMath.Add(last, _gap));
        return false;
    }

    /// <summary>Puts off the end of a session that rows of an open pane go on with.</summary>
    public void PutOff(in KeyCheck<TKey> check, long time)
    {
        ref var open = ref _table.GetOrAdd(in check.Key, check.Hash, out _);
        if (open.Checks == 0) Check(ref open, check.Hash, time);
    }

    /// <summary>Fires the session of a key.</summary>
    public void Fire<TOutputs>(ref TFn functions, in KeyCheck<TKey> check, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        ref var open = ref _table.GetOrAdd(in check.Key, check.Hash, out _);
        Emit(ref functions, in check.Key, ref open.Session, ref to);
        open.Session.First = None;
        if (open.Checks == 0) _idle.Add(in check);
    }

    /// <summary>Forgets what was fired; operators behind must have been flushed.</summary>
    public void Release(ref TFn functions)
    {
        for (int i = 0; i < _fired.Count; i++) functions.Release(ref _fired[i], _heap);
        _fired.Clear();
        for (int i = 0; i < _idle.Count; i++) _table.Remove(in _idle[i].Key, _idle[i].Hash);
        _idle.Clear();
    }

    public void Dispose()
    {
        _checks.Dispose();
        _fired.Dispose();
        _idle.Dispose();
        _table.Dispose();
        _heap.Dispose();
    }

    // As in Flink, a row exactly a gap away still belongs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Touches(in SessionEntry<TAcc> session, long time) => session.First != None && TimeMath.Add(time, _gap) >= session.First && time <= TimeMath.Add(session.Last, _gap);

    private void Check(ref OpenSession<TAcc> open, ulong hash, long time)
    {
        open.Checks++;
        var check = new KeyCheck<TKey>(hash, _table.KeyOf(ref open));
        _checks.Add(time, in check);
    }

    private void Emit<TOutputs>(ref TFn functions, in TKey key, ref SessionEntry<TAcc> session, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        // A row at the end could still have joined, so the watermark has passed the end itself: that is the result's time.
        long end = TimeMath.Add(session.Last, _gap);
        TOut result = functions.Result(in key, new Window(new Timestamp(session.First), new Timestamp(end)), in session.Acc);
        to.Collect(in result, end);
        if (TAcc.HasText) _fired.Add(in session.Acc);
    }

    /// <summary>Writes the open sessions.</summary>
    public void Save(SnapshotWriter to) => AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, OpenSession<TAcc>, OpenSession<TAcc>>.Save(_table, to);

    /// <summary>Reads open sessions.</summary>
    public void Load(ref TFn functions, SnapshotReader from)
    {
        AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, OpenSession<TAcc>, OpenSession<TAcc>>.Load(_table, _heap, ref functions, from);
        TableCursor cursor = default;
        while (_table.MoveNext(ref cursor))
        {
            ref var open = ref _table.ValueAt(cursor);
            // One check each; one that comes too early is put off.
            if (open.Checks == 0) Check(ref open, TKeyRecord.Hash(in _table.KeyAt(cursor)), TimeMath.Add(open.Session.Last, _gap));
        }
    }
}
