using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>
/// Lets a window operator work by processing time: rows are given the time at which they come, and the clock's progress becomes
/// watermarks. So no row is late, and a window fires when the clock has come to its end, without a further row.
/// </summary>
/// <remarks>
/// Watermarks from upstream belong to another time and end here, but the last: at the end of input open windows fire. While no window
/// is open the watermark still follows, a few times a second, for windows of windows.
/// </remarks>
/// <typeparam name="TIn">The lifted input.</typeparam>
/// <typeparam name="TWindow">The window operator.</typeparam>
/// <param name="window">The window operator.</param>
/// <param name="spec">Its windows.</param>
public struct ClockedWindow<TIn, TWindow>(TWindow window, WindowSpec spec) : IKeyedOperator<TIn>, IHead
    where TIn : unmanaged where TWindow : struct, IKeyedOperator<TIn>
{
    private const int BatchRows = 256;
    private const long IdleTickUs = 200_000;

    private readonly Timed<TIn>[] _rows = new Timed<TIn>[BatchRows];
    private readonly WindowEnds _ends = new(spec);
    private TWindow _window = window;
    private SubtaskContext _context = null!;
    private long _watermark = long.MinValue;
    private long _nowUs;
    private long _earliest = long.MinValue;
    private bool _telling;

    /// <inheritdoc/>
    public readonly bool HasRoom => _window.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _context = context;
        _window.Open(context);
        context.WakeAt(context.NowUs + IdleTickUs);
    }

    /// <inheritdoc/>
    public int Process(in RowBatch batch, int from, int to)
    {
        Process(batch.Rows<Timed<TIn>>()[from..to]);
        return to;
    }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<Timed<TIn>> rows)
    {
        long now = Math.Max(_context.NowUs, _earliest);
        if (rows.IsEmpty) return;
        // The operator keeps only what is not over, by the last watermark, which is before this.
        if (_ends.Note(now)) _context.WakeAt(_ends.NextUs);
        while (!rows.IsEmpty)
        {
            var batch = rows[..Math.Min(rows.Length, BatchRows)];
            for (int i = 0; i < batch.Length; i++) Timed<TIn>.Write(ref _rows[i], now, in batch[i].Row);
            _window.Process(_rows.AsSpan(0, batch.Length));
            rows = rows[batch.Length..];
        }
    }

    /// <inheritdoc/>
    public void Flush() => _window.Flush();

    /// <inheritdoc/>
    public bool Watermark(long watermark)
    {
        if (watermark != long.MaxValue || _watermark == long.MaxValue) return true;
        _watermark = long.MaxValue;
        return _window.Watermark(long.MaxValue);
    }

    /// <inheritdoc/>
    public bool ProcessingTime(long nowUs)
    {
        _nowUs = nowUs;
        // At the end of input, rows may still come from what the last watermark sets off upstream; it closes the windows.
        if (nowUs != long.MaxValue && nowUs - 1 > _watermark)
        {
            _watermark = nowUs - 1;
            _ends.Pass(nowUs);
            _context.WakeAt(_ends.IsOpen ? _ends.NextUs : nowUs + IdleTickUs);
            _telling = true;
            if (!_window.Watermark(_watermark)) return false;
            _telling = false;
        }
        else if (nowUs != long.MaxValue)
        {
            _context.WakeAt(_ends.IsOpen ? _ends.NextUs : nowUs + IdleTickUs);
        }
        return _window.ProcessingTime(nowUs);
    }

    /// <inheritdoc/>
    public bool Finish() => _window.Finish();

    /// <inheritdoc/>
    public bool Resume()
    {
        if (!_window.Resume()) return false;
        if (!_telling) return true;
        _telling = false;
        return _window.ProcessingTime(_nowUs);
    }

    /// <inheritdoc/>
    public void Save(SnapshotWriter to)
    {
        to.Begin("clock");
        to.Write(_watermark);
        _ends.Save(to);
        _window.Save(to);
    }

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        from.Begin("clock");
        _watermark = Math.Max(_watermark, from.Read<long>());
        // The clock may be another one now; rows must not come before what has fired.
        _earliest = _watermark == long.MaxValue ? long.MinValue : _watermark + 1;
        _ends.Load(from);
        if (_ends.IsOpen) _context.WakeAt(_ends.NextUs);
        _window.Load(from);
    }

    /// <inheritdoc/>
    public void Close() => _window.Close();
}
