using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>Sessions: windows of a key that end when none of its rows has come for the gap.</summary>
/// <remarks>
/// Rows are gathered in panes as long as the gap: those of one key in one pane belong together, in whatever order they come, so a row
/// costs what it costs in a tumbling window. A pane that the watermark has passed is handed, key by key, to the sessions. Late is a row behind
/// the watermark by more than the gap, which no open session takes up.
/// </remarks>
/// <typeparam name="TIn">The lifted input.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TKeyRecord">How to hash and compare keys.</typeparam>
/// <typeparam name="TAcc">The accumulator.</typeparam>
/// <typeparam name="TFn">The user's functions.</typeparam>
/// <typeparam name="TOut">The result row.</typeparam>
/// <param name="functions">The user's functions.</param>
/// <param name="window">The sessions.</param>
/// <param name="name">Name of the operator, for errors.</param>
public struct SessionWindows<TIn, TKey, TKeyRecord, TAcc, TFn, TOut>(TFn functions, WindowSpec window, string name) : IKeyedWindows<TIn, TKey, TAcc, TOut>
    where TIn : unmanaged, IRecord<TIn>
    where TKey : unmanaged
    where TKeyRecord : struct, IRecord<TKey>
    where TAcc : unmanaged, IRecord<TAcc>
    where TFn : struct, IWindowFunction<TIn, TKey, TAcc, TOut>
{
    // Sessions fired between two looks at the budget.
    private const int Units = 64;
    // Panes kept for later use, with their pages: with a short gap, several come and go between two watermarks.
    private const int MostSpares = 16;

    private readonly WindowSpec _window = window;
    private readonly long _gap = window.SizeUs;
    private readonly string _name = name;
    private readonly TimedEntry<KeyCheck<TKey>>[] _due = new TimedEntry<KeyCheck<TKey>>[Units];
    private TFn _functions = functions;
    private Sessions<TIn, TKey, TKeyRecord, TAcc, TFn, TOut> _sessions = null!;
    private PaneList<TKey, TKeyRecord, SessionEntry<TAcc>> _panes = null!;
    private CurrentPane<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, SessionEntry<TAcc>, SessionEntry<TAcc>> _pane = new();

    /// <inheritdoc/>
    public readonly string Part => _window.Part("session window", _name);

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        uint salt = Salt.Of(_name, context.Index);
        _sessions = new(context.State, _gap, ~salt);
        _panes = new(context.State, salt, MostSpares);
    }

    /// <inheritdoc/>
    public void Add<TOutputs>(ReadOnlySpan<Timed<TIn>> rows, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        while (_pane.TryTake(ref rows, ref _functions, out var batch))
        {
            for (int i = 0; i < batch.Length;)
            {
                if (_pane.Covers(batch[i].Time) || Enter(in batch[i], _pane.HashOf(i), ref to)) i = _pane.Add(batch, i, ref _functions);
                else i++;
            }
        }
    }

    /// <inheritdoc/>
    public readonly void Merge<TOutputs>(ReadOnlySpan<Partial<TKey, TAcc>> rows, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut> =>
        throw new NotSupportedException($"Partial accumulators do not know where the sessions of '{_name}' begin and end.");

    /// <inheritdoc/>
    public bool Advance<TOutputs>(ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut> => HandOver(ref to) && Fire(ref to);

    /// <inheritdoc/>
    public readonly bool AdvanceClock<TOutputs>(long nowUs, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut> => true;

    /// <inheritdoc/>
    public readonly void Flush<TOutputs>(ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut> { }

    /// <inheritdoc/>
    public readonly void Save(SnapshotWriter to)
    {
        AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, SessionEntry<TAcc>, SessionEntry<TAcc>>.Save(_panes, to);
        _sessions.Save(to);
    }

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        AccumulatorSnapshot<TIn, TKey, TKeyRecord, TAcc, TFn, TOut, SessionEntry<TAcc>, SessionEntry<TAcc>>.Load(_panes, ref _functions, from);
        _sessions.Load(ref _functions, from);
    }

    /// <inheritdoc/>
    public readonly void Close()
    {
        _sessions?.Dispose();
        _panes?.Dispose();
    }

    /// <summary>Makes the pane of a row the current one. False if the watermark has passed it: then the row is dealt with.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Enter<TOutputs>(in Timed<TIn> row, ulong hash, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        if (row.Time < TimeMath.FirstUs) Throw.BadEventTime(_name, row.Time);
        long start = _window.PaneStart(row.Time);
        if (_window.PaneLast(start) <= to.Watermark)
        {
            AddBehind(in row, hash, start, ref to);
            return false;
        }
        _pane.Enter(_panes.GetOrAdd(start), _gap);
        return true;
    }

    /// <summary>Adds a row whose pane has been handed over: to an open session, or as one if that is not over yet, or else it is late.</summary>
    private void AddBehind<TOutputs>(in Timed<TIn> row, ulong hash, long start, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        TKey key = _functions.Key(in row.Row);
        if (_sessions.TryAdd(ref _functions, in row, in key, hash)) return;
        if (TimeMath.Add(row.Time, _gap) > to.Watermark || GoesOn(in key, hash, TimeMath.Add(start, _gap), row.Time)) _sessions.Open(ref _functions, in row, in key, hash);
        else to.Late(in row, TimeMath.Add(row.Time, _gap));
    }

    /// <summary>True if rows of the pane at <paramref name="pane"/> go on with a session whose last row is at <paramref name="last"/>.</summary>
    private readonly bool GoesOn(in TKey key, ulong hash, long pane, long last) =>
        _panes.Find(pane) is { } next && next.Table.TryFind(in key, hash, out var part) && part.First <= TimeMath.Add(last, _gap);

    /// <summary>Hands panes that the watermark has passed to the sessions, in order of time.</summary>
    private bool HandOver<TOutputs>(ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        while (_panes.First is { } pane && _window.PaneLast(pane.Start) <= to.Watermark)
        {
            _pane.Leave(pane);
            if (!HandOver(pane, ref to)) return false;
            _panes.RemoveFirst();
        }
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool HandOver<TOutputs>(Pane<TKey, TKeyRecord, SessionEntry<TAcc>> pane, ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        const int Ahead = 16;
        var table = pane.Table;
        var cursor = pane.Emitted;
        var ahead = cursor;
        bool isAhead = true;
        for (int i = 0; i < Ahead && isAhead; i++) isAhead = table.MoveNext(ref ahead);
        while (to.MayGoOn(Units))
        {
            for (int i = 0; i < Units && to.HasRoom; i++)
            {
                if (!table.Drain(ref cursor))
                {
                    Release(ref to);
                    return true;
                }
                if (isAhead && (isAhead = table.MoveNext(ref ahead))) _sessions.Prefetch(TKeyRecord.Hash(in table.KeyAt(ahead)));
                _sessions.Absorb(ref _functions, in table.KeyAt(cursor), in table.ValueAt(cursor), ref to);
            }
            Release(ref to);
        }
        pane.Emitted = cursor;
        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Fire<TOutputs>(ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        bool isDone = false;
        while (!isDone && to.MayGoOn(Units))
        {
            // Taken together, so that the cache misses of different keys overlap. All are dealt with, whatever the room.
            var open = _panes.First?.Table;
            int count = _sessions.Take(to.Watermark, _due);
            for (int i = 0; i < count; i++)
            {
                _sessions.Prefetch(_due[i].Entry.Hash);
                open?.Prefetch(_due[i].Entry.Hash);
            }
            isDone = count < Units;
            for (int i = 0; i < count; i++)
            {
                ref readonly var check = ref _due[i].Entry;
                if (!_sessions.IsOver(in check, to.Watermark, out long last)) continue;
                long pane = _window.PaneStart(TimeMath.Add(last, _gap));
                if (GoesOn(in check.Key, check.Hash, pane, last)) _sessions.PutOff(in check, _window.PaneLast(pane));
                else _sessions.Fire(ref _functions, in check, ref to);
            }
            Release(ref to);
        }
        return isDone;
    }

    private void Release<TOutputs>(ref TOutputs to) where TOutputs : struct, IWindowOutputs<TIn, TOut>
    {
        // Operators behind may hold rows whose text is freed now.
        if (TAcc.HasText || TKeyRecord.HasText) to.FlushResults();
        _sessions.Release(ref _functions);
    }
}
