using Millrace.Memory;
using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>A side output of a function, with the chain behind it, and the further ones.</summary>
/// <typeparam name="T">Its rows.</typeparam>
/// <typeparam name="TNext">The chain behind it.</typeparam>
/// <typeparam name="TMore">The further side outputs.</typeparam>
/// <param name="output">The output.</param>
/// <param name="next">The chain behind it.</param>
/// <param name="more">The further side outputs.</param>
public struct SideOutputs<T, TNext, TMore>(SideOutput<T> output, TNext next, TMore more) : ISideOutputs
    where TNext : struct, IOperator<T> where TMore : struct, ISideOutputs
{
    private readonly SideOutput<T> _output = output;
    private RowBuffer<T> _rows = null!;
    private TNext _next = next;
    private TMore _more = more;

    /// <inheritdoc/>
    public readonly bool HasRoom => _next.HasRoom && _more.HasRoom;

    /// <inheritdoc/>
    public void Attach<TOut>(ProcessContext<TOut> context)
    {
        _rows = context.AddSide(_output);
        _more.Attach(context);
    }

    /// <inheritdoc/>
    public void Drain()
    {
        if (_rows.Count > 0) _rows.DrainTo(ref _next);
        _more.Drain();
    }

    /// <inheritdoc/>
    public void Open(SubtaskContext context)
    {
        _next.Open(context);
        _more.Open(context);
    }

    /// <inheritdoc/>
    public void Flush()
    {
        _next.Flush();
        _more.Flush();
    }

    /// <inheritdoc/>
    public bool Watermark(long watermark) => _next.Watermark(watermark) & _more.Watermark(watermark);

    /// <inheritdoc/>
    public bool ProcessingTime(long nowUs) => _next.ProcessingTime(nowUs) & _more.ProcessingTime(nowUs);

    /// <inheritdoc/>
    public bool Finish() => _next.Finish() & _more.Finish();

    /// <inheritdoc/>
    public bool Resume() => _next.Resume() & _more.Resume();

    /// <inheritdoc/>
    public void Save(SnapshotWriter to)
    {
        _next.Save(to);
        _more.Save(to);
    }

    /// <inheritdoc/>
    public void Load(SnapshotReader from)
    {
        _next.Load(from);
        _more.Load(from);
    }

    /// <inheritdoc/>
    public void Close()
    {
        _next.Close();
        _more.Close();
    }
}
