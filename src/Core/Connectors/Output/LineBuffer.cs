using Millrace.Runtime;

namespace Millrace.Connectors;

/// <summary>Whole lines of one subtask on their way to a file. Thread: the subtask's.</summary>
internal sealed class LineBuffer(OutputFile file, SubtaskContext context)
{
    private readonly BlockWriter _writer = file.Writer;
    private byte[] _block = file.Writer.Rent();
    private int _used;

    /// <summary>What is free of the block: where the next line goes.</summary>
    public Span<byte> Free => _block.AsSpan(_used);

    public bool HasRoom => _writer.HasRoom(context.Wake);

    /// <summary>Keeps a line written to <see cref="Free"/>.</summary>
    public void Keep(int length)
    {
        _used += length;
        context.Metrics.RowsOut++;
    }

    /// <summary>Makes more room in <see cref="Free"/> than there was; called again while a line does not fit.</summary>
    public void MakeRoom()
    {
        if (_used > 0) HandOver();
        else _block = new byte[Math.Min(2L * _block.Length, Array.MaxLength)];
    }

    /// <summary>Called between batches: a reader at the other end of a pipe waits for no block to fill.</summary>
    public void Flush()
    {
        if (_used > 0 && file.IsDirect) HandOver();
    }

    /// <summary>Hands over what there is.</summary>
    public void Finish()
    {
        if (_used > 0) HandOver();
    }

    public void Close() => _writer.Return(_block);

    private void HandOver()
    {
        _writer.Write(_block, _used);
        _block = _writer.Rent();
        _used = 0;
    }
}
