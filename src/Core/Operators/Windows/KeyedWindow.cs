using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// Aggregates the rows of each key and window; a window's results follow when the watermark passes its end. Rows later than
/// that go to <typeparamref name="TLate"/>. What is a window and what is kept of it is <typeparamref name="TWindows"/>'s.
/// </summary>
/// <remarks>Stands after another operator, or as head of a vertex behind an exchange, where it takes rows and partial accumulators.</remarks>
/// <typeparam name="TIn">The lifted input.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TAcc">The accumulator.</typeparam>
/// <typeparam name="TOut">The result row.</typeparam>
/// <typeparam name="TWindows">The kind of windows.</typeparam>
/// <typeparam name="TNext">The next operator.</typeparam>
/// <typeparam name="TLate">Where late rows go.</typeparam>
/// <param name="windows">The windows.</param>
/// <param name="next">The next operator.</param>
/// <param name="late">Where late rows go.</param>
public struct KeyedWindow<TIn, TKey, TAcc, TOut, TWindows, TNext, TLate>(TWindows windows, TNext next, TLate late) : IKeyedOperator<TIn>, IHead
    where TIn : unmanaged
    where TKey : unmanaged
    where TAcc : unmanaged
    where TWindows : struct, IKeyedWindows<TIn, TKey, TAcc, TOut>
    where TNext : struct, IOperator<TOut>
    where TLate : struct, IOperator<LateRow<TIn>>
{
    // Rows taken between two looks at room, where each may have results follow.
    private const int Units = 64;

    private TWindows _windows = windows;
    private WindowOutputs<TIn, TOut, TNext, TLate> _outputs = new(next, late);
    private bool _isAdvancing;
    private long _clock;
    private bool _isTelling;

    /// <inheritdoc/>
    public readonly bool HasRoom => _outputs.TakesRows;

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _windows.Open(context);
        _outputs.Open(context);
    }

    /// <inheritdoc/>
    public int Process(in RowBatch batch, int from, int to)
    {
        if (batch.Kind == 1)
        {
            _windows.Merge(batch.Rows<Partial<TKey, TAcc>>()[from..to], ref _outputs);
            return to;
        }
        var rows = batch.Rows<Timed<TIn>>();
        if (!TWindows.FiresOnRows)
        {
            _windows.Add(rows[from..to], ref _outputs);
            return to;
        }
        // What has no room is held in memory.
        while (from < to && HasRoom)
        {
            int end = Math.Min(from + Units, to);
            _windows.Add(rows[from..end], ref _outputs);
            from = end;
        }
        return from;
    }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<Timed<TIn>> rows) => _windows.Add(rows, ref _outputs);

    /// <inheritdoc/>
    public void Flush()
    {
        _windows.Flush(ref _outputs);
        _outputs.Flush();
    }

    /// <inheritdoc/>
    public bool Watermark(long watermark)
    {
        _outputs.Raise(watermark);
        _isAdvancing = true;
        return Advance();
    }

    /// <inheritdoc/>
    public bool ProcessingTime(long nowUs)
    {
        _clock = nowUs;
        _isTelling = true;
        return Tell();
    }

    /// <inheritdoc/>
    public bool Finish() => _outputs.Finish();

    /// <inheritdoc/>
    public bool Resume() => _outputs.Resume() && (!_isTelling || Tell()) && (!_isAdvancing || Advance());

    /// <inheritdoc/>
    public void Save(SnapshotWriter to)
    {
        to.Begin(_windows.Part);
        to.Write(_outputs.Watermark);
        _windows.Save(to);
        _outputs.Save(to);
    }

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        from.Begin(_windows.Part);
        _outputs.Raise(from.Read<long>());
        _windows.Load(from);
        _outputs.Load(from);
    }

    /// <inheritdoc/>
    public void Close()
    {
        _windows.Close();
        _outputs.Close();
    }

    private bool Advance()
    {
        if (!_windows.Advance(ref _outputs)) return false;
        _isAdvancing = false;
        return _outputs.TellWatermark();
    }

    private bool Tell()
    {
        if (!_windows.AdvanceClock(_clock, ref _outputs)) return false;
        _isTelling = false;
        return _outputs.ProcessingTime(_clock);
    }
}
