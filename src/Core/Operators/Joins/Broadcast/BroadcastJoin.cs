using System.Runtime.CompilerServices;
using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// Looks each left row's key up in a table of right rows that every subtask has whole: the last that has come of each key. A result has the left
/// row's event time, and follows it at once.
/// </summary>
/// <remarks>The table is read first, if it ends; see <see cref="SubtaskContext.ReadFirst"/>.</remarks>
/// <typeparam name="TLeft">The left row.</typeparam>
/// <typeparam name="TRight">The right row.</typeparam>
/// <typeparam name="TRightRecord">Row knowledge of it.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TKeyRecord">How to hash and compare keys.</typeparam>
/// <typeparam name="TLeftKey">The key of a left row.</typeparam>
/// <typeparam name="TRightKey">The key of a right row.</typeparam>
/// <typeparam name="TFn">The user's function.</typeparam>
/// <typeparam name="TOut">The result row.</typeparam>
/// <typeparam name="TNext">The next operator.</typeparam>
public struct BroadcastJoin<TLeft, TRight, TRightRecord, TKey, TKeyRecord, TLeftKey, TRightKey, TFn, TOut, TNext> : ITwoInputOperator<TLeft, TRight>
    where TLeft : unmanaged where TRight : unmanaged where TRightRecord : struct, IRecord<TRight>
    where TKey : unmanaged where TKeyRecord : struct, IRecord<TKey>
    where TLeftKey : struct, IKeySelector<TLeft, TKey> where TRightKey : struct, IKeySelector<TRight, TKey>
    where TFn : struct, IJoinFunction<TLeft, TRight, TOut> where TNext : struct, IOperator<TOut>
{
    private readonly string _name;
    private TFn _functions;
    private TLeftKey _leftKey;
    private TRightKey _rightKey;
    private TNext _next;
    private StateHeap _heap;
    private KeyedTable<TKey, TKeyRecord, TRight> _table;
    // Rows that others have taken the place of: operators behind may still hold their text.
    private NativeList<TRight> _replaced;
    private bool _isLoaded;
    private KeyBatch<TLeft, TKey, TKeyRecord> _leftBatch;
    private KeyBatch<TRight, TKey, TKeyRecord> _rightBatch;

    /// <summary>A join in front of <paramref name="next"/>.</summary>
    /// <param name="leftKey">The key of a left row.</param>
    /// <param name="rightKey">The key of a right row.</param>
    /// <param name="functions">The user's function.</param>
    /// <param name="name">Name of the operator.</param>
    /// <param name="next">The next operator.</param>
    public BroadcastJoin(TLeftKey leftKey, TRightKey rightKey, TFn functions, string name, TNext next)
    {
        _leftKey = leftKey;
        _rightKey = rightKey;
        _functions = functions;
        _name = name;
        _next = next;
        _heap = null!;
        _table = null!;
        _replaced = null!;
    }

    /// <inheritdoc/>
    public static bool TakesSorted => false;

    /// <inheritdoc/>
    public readonly bool HasRoom => _next.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _leftBatch = new();
        _rightBatch = new();
        _heap = new StateHeap(context.State);
        _table = new(context.State, _heap, Salt.Of(_name, context.Index));
        _replaced = new(context.State);
        context.ReadFirst(1);
        _next.Open(context);
    }

    /// <inheritdoc/>
    public int ProcessLeft(ReadOnlySpan<Timed<TLeft>> rows)
    {
        int all = rows.Length;
        while (_next.HasRoom && KeyBatch<TLeft, TKey, TKeyRecord>.TryTake(ref rows, out var batch))
        {
            _leftBatch.Prepare(batch, ref _leftKey, _table);
            LookUp(batch);
        }
        return all - rows.Length;
    }

    /// <inheritdoc/>
    public int ProcessRight(ReadOnlySpan<Timed<TRight>> rows)
    {
        int all = rows.Length;
        while (KeyBatch<TRight, TKey, TKeyRecord>.TryTake(ref rows, out var batch))
        {
            _rightBatch.Prepare(batch, ref _rightKey, _table);
            Keep(batch);
        }
        return all - rows.Length;
    }

    /// <inheritdoc/>
    public void Flush()
    {
        _next.Flush();
        if (!TRightRecord.HasText || _replaced.Count == 0) return;
        for (int i = 0; i < _replaced.Count; i++) _heap.Release<TRight, TRightRecord>(in _replaced[i]);
        _replaced.Clear();
    }

    /// <inheritdoc/>
    public bool Watermark(long watermark) => _next.Watermark(watermark);

    /// <inheritdoc/>
    public bool ProcessingTime(long nowUs) => _next.ProcessingTime(nowUs);

    /// <inheritdoc/>
    public bool Finish() => _next.Finish();

    /// <inheritdoc/>
    public bool Resume() => _next.Resume();

    /// <inheritdoc/>
    public void Save(SnapshotWriter to)
    {
        to.Begin($"broadcast join {_name}");
        TableSnapshot.SaveRows<TKey, TKeyRecord, TRight, TRightRecord>(_table, to);
        _next.Save(to);
    }

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        from.Begin($"broadcast join {_name}");
        // Every subtask had it whole, and has it whole again: one part is enough.
        bool isFirst = !_isLoaded;
        _isLoaded = true;
        for (long left = from.Read<long>(); left > 0; left--)
        {
            TKey key = from.ReadRow<TKey, TKeyRecord>();
            TRight row = from.ReadRow<TRight, TRightRecord>();
            if (isFirst) _table.GetOrAdd(in key, TKeyRecord.Hash(in key), out _) = _heap.Keep<TRight, TRightRecord>(in row);
        }
        _next.Load(from);
    }

    /// <inheritdoc/>
    public void Close()
    {
        _replaced?.Dispose();
        _table?.Dispose();
        _heap?.Dispose();
        _next.Close();
    }

    // Compiled on its own, so that it is optimised as soon as it is hot.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LookUp(ReadOnlySpan<Timed<TLeft>> rows)
    {
        var hashes = _leftBatch.Hashes;
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            TKey key = _leftKey.Key(in row.Row);
            if (_table.TryFind(in key, hashes[i], out var right)) _next.Collect(_functions.Pair(in row.Row, in right), row.Time);
            else if (TFn.KeepsLeft) _next.Collect(_functions.Left(in row.Row), row.Time);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Keep(ReadOnlySpan<Timed<TRight>> rows)
    {
        var hashes = _rightBatch.Hashes;
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i].Row;
            TKey key = _rightKey.Key(in row);
            ref var entry = ref _table.GetOrAdd(in key, hashes[i], out bool isNew);
            if (TRightRecord.HasText && !isNew && TRightRecord.TextBytes(in entry) != 0) _replaced.Add(in entry);
            entry = TRightRecord.HasText ? _heap.Keep<TRight, TRightRecord>(in row) : row;
        }
    }
}
