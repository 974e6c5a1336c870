using System.Runtime.CompilerServices;

namespace Millrace.Connectors;

/// <summary>Reads a split line by line.</summary>
internal sealed class LineSplitReader<T, TParser> : SplitReader<T>
    where T : unmanaged where TParser : struct, ILineParser<T>
{
    private readonly LineFiles<T> _files;
    private readonly FileSplit _split;
    private readonly Action _wake;
    private InputWindow _window;
    private readonly RowBuffer<T> _batch;
    private bool _aligned;
    private bool _disposed;
    private long _badRows;
    private int _searched;

    public LineSplitReader(LineFiles<T> files, FileSplit split, Action wake)
    {
        _files = files;
        _split = split;
        _aligned = split.Aligned;
        _batch = files.Rows.Rent();
        _wake = wake;
        _window = files.Splits.Open(split, wake);
    }

    // Before the first line break of a split in the middle of a file has been found, there is nothing to go on from.
    public override long Position => !_aligned ? _split.FirstByte : _window.Base + _window.From;

    internal override void StartAt(long position)
    {
        if (position <= _split.FirstByte) return;
        _window.Dispose();
        _window = _files.Splits.Open(_split, position, _wake);
        _aligned = true;
    }

    public override long BytesRead => Math.Max(0, Position - _split.From);

    public override long BadRows => _badRows;

    public override string Locate(int index) =>
        $"{_split.File.Name}:{_window.LineAt(Unsafe.Add(ref _batch.Places, index))}";

    public override ReadResult Read(int maxRows, out ReadOnlySpan<T> rows)
    {
        int limit = Math.Min(maxRows, RowBuffers<T>.BatchRows);
        int count = 0;
        _batch.Text.Reset();
        using var scope = _batch.Text.Enter();
        while (count < limit)
        {
            // Text of rows already parsed must stay where it is.
            var result = NextLine(mayAdvance: count == 0, out int start, out int length);
            if (result == ReadResult.Rows)
            {
                if (Parse(start, length, out Unsafe.Add(ref _batch.Rows, count))) Unsafe.Add(ref _batch.Places, count++) = start;
                continue;
            }
            if (count > 0) break;
            rows = default;
            return result;
        }
        rows = _batch.First(count);
        return ReadResult.Rows;
    }

    private bool Parse(int start, int length, out T row)
    {
        if (length > 0 && Unsafe.Add(ref _window.Origin, start + length - 1) == '\r') length--;
        var line = _window.Bytes(start, length);
        if (TParser.TryParse(line, out row, out string? what)) return true;
        if (what is null) return false;
        _badRows++;
        _files.Splits.BadRows.Handle(_split.File, _window, start, line, what);
        return false;
    }

    private ReadResult NextLine(bool mayAdvance, out int start, out int length)
    {
        while (true)
        {
            (start, length) = (_window.From, 0);
            if (_aligned && _window.Base + start >= _split.End) return ReadResult.End;
            // What has been searched in vain is not searched again when more data comes.
            int at = _window.Unread[_searched..].IndexOf((byte)'\n');
            if (at >= 0)
            {
                length = _searched + at;
                _searched = 0;
                if (length > _files.MaxRowBytes) TooLong();
                _window.From = start + length + 1;
                if (_aligned) return ReadResult.Rows;
                // A split in the middle of a file starts behind the first line break at or after the byte before it.
                _aligned = true;
                continue;
            }
            _searched = _window.Unread.Length;
            if (_searched > _files.MaxRowBytes) TooLong();
            if (!mayAdvance) return ReadResult.Wait;
            var result = _window.Advance();
            if (result != ReadResult.Rows) return result;
        }
    }

    private void TooLong() => throw new ConnectorException(
        $"{_split.File.Name}, line {_window.LineAt(_window.From)}: the row is longer than {_files.MaxRowBytes} bytes. Allow longer rows with {RowLimits.Option(_files.MaxRowBytes, _files.MaxRowBytesOfJob)}.");

    protected override void Dispose(bool disposing)
    {
        if (_disposed) return;
        _disposed = true;
        _window.Dispose();
        _files.Rows.Return(_batch);
    }
}
