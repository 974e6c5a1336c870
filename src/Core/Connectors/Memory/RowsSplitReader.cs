namespace Millrace.Connectors;

/// <summary>Hands out rows where they are.</summary>
internal sealed class RowsSplitReader<T>(ReadOnlyMemory<T> rows, RowsSplit split) : SplitReader<T> where T : unmanaged
{
    private int _next = split.From;
    private int _first;

    public override long Position => _next;

    internal override void StartAt(long position) => _next = (int)Math.Clamp(position, split.From, split.From + split.Count);

    public override string Locate(int index) => $"row {_first + index + 1L} of {rows.Length}";

    public override ReadResult Read(int maxRows, out ReadOnlySpan<T> batch)
    {
        int count = Math.Min(maxRows, split.From + split.Count - _next);
        batch = rows.Span.Slice(_next, count);
        _first = _next;
        _next += count;
        return count > 0 ? ReadResult.Rows : ReadResult.End;
    }

    protected override void Dispose(bool disposing) { }
}
