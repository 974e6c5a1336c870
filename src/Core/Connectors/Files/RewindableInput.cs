namespace Millrace.Connectors;

/// <summary>An input whose beginning is looked at before it is read, which of a pipe is possible once only.</summary>
internal sealed class RewindableInput(ByteInput input) : ByteInput
{
    private byte[] _kept = [];
    private int _count;
    private int _at;
    private bool _keeps = true;

    /// <summary>True if the input begins like this. Reads no further than it has to: more may never come.</summary>
    public bool StartsWith(ReadOnlySpan<byte> start)
    {
        Span<byte> next = stackalloc byte[1];
        while (_at < start.Length)
        {
            int at = _at;
            if (Read(next) == 0 || next[0] != start[at]) return false;
        }
        return true;
    }

    /// <summary>Goes back to an offset among what has been read; from now on nothing is kept.</summary>
    public void Rewind(int to)
    {
        _at = to;
        _keeps = false;
    }

    /// <summary>Line breaks before an offset among what has been read.</summary>
    public int LineBreaks(int before) => _kept.AsSpan(0, before).Count((byte)'\n');

    public override int Read(Span<byte> into)
    {
        int count;
        if (_at < _count)
        {
            count = Math.Min(into.Length, _count - _at);
            _kept.AsSpan(_at, count).CopyTo(into);
            _at += count;
            return count;
        }
        count = input.Read(into);
        if (!_keeps) return count;
        if (_count + count > _kept.Length) Array.Resize(ref _kept, Math.Max(2 * _kept.Length, _count + count));
        into[..count].CopyTo(_kept.AsSpan(_count));
        _at = _count += count;
        return count;
    }

    public override void Stop() => input.Stop();

    public override void Dispose() => input.Dispose();
}
