using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>An operator that answers rows of keys as they come.</summary>
/// <typeparam name="TIn">The row that comes.</typeparam>
/// <typeparam name="TOut">The row that follows.</typeparam>
/// <typeparam name="TRolling">What is kept of a key, and what follows a row.</typeparam>
/// <typeparam name="TNext">The next operator.</typeparam>
/// <param name="rolling">What is kept of a key, and what follows a row.</param>
/// <param name="next">The next operator.</param>
public struct KeyedRolling<TIn, TOut, TRolling, TNext>(TRolling rolling, TNext next) : IKeyedOperator<TIn>
    where TIn : unmanaged
    where TRolling : struct, IRolling<TIn, TOut>
    where TNext : struct, IOperator<TOut>
{
    private TRolling _rolling = rolling;
    private TNext _next = next;
    private bool _isEnding;

    /// <inheritdoc/>
    public readonly bool HasRoom => _next.HasRoom;

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _rolling.Open(context);
        _next.Open(context);
    }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<Timed<TIn>> rows) => _rolling.Process(rows, ref _next);

    /// <inheritdoc/>
    public void Flush() => _next.Flush();

    /// <inheritdoc/>
    public bool Watermark(long watermark)
    {
        if (watermark != long.MaxValue) return _next.Watermark(watermark);
        _isEnding = true;
        return End();
    }

    /// <inheritdoc/>
    public bool ProcessingTime(long nowUs) => _next.ProcessingTime(nowUs);

    /// <inheritdoc/>
    public bool Finish() => _next.Finish();

    /// <inheritdoc/>
    public bool Resume() => _next.Resume() && (!_isEnding || End());

    /// <inheritdoc/>
    public void Save(SnapshotWriter to)
    {
        to.Begin(_rolling.Part);
        _rolling.Save(to);
        _next.Save(to);
    }

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        from.Begin(_rolling.Part);
        _rolling.Load(from);
        _next.Load(from);
    }

    /// <inheritdoc/>
    public void Close()
    {
        _rolling.Close();
        _next.Close();
    }

    private bool End()
    {
        if (!_rolling.End(ref _next)) return false;
        _isEnding = false;
        return _next.Watermark(long.MaxValue);
    }
}
