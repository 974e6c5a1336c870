using Microsoft.Win32.SafeHandles;

namespace Millrace.Connectors;

/// <summary>
/// A file from an offset on, read ahead generously up to the end of a split and sparingly behind it. It ends at the length that the file
/// had when the source was opened: what is written later is for the next run, or a fast writer would be followed for ever.
/// </summary>
internal sealed class FileInput : ByteInput
{
    // Behind the split's end only the rest of its last row is wanted.
    private const int BeyondBytes = 4096;

    private readonly InputFile _file;
    private readonly SafeFileHandle _handle;
    private readonly long _end;
    private readonly bool _wholeLines;
    private long _at;
    private bool _inLine;

    /// <param name="file">The file.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="end">End of the split.</param>
    /// <param name="wholeLines">True for text: a line that was half written when the source was opened is read to its end.</param>
    public FileInput(InputFile file, long from, long end, bool wholeLines = true)
    {
        _file = file;
        _at = from;
        _end = end;
        _wholeLines = wholeLines;
        _handle = file.OpenHandle();
    }

    public override int Read(Span<byte> into)
    {
        if (_at >= _file.Length) return _wholeLines && _inLine ? ReadRestOfLine(into) : 0;
        long wanted = _at >= _end ? Math.Min(BeyondBytes, into.Length) : Math.Min(into.Length, _end - _at);
        into = into[..(int)Math.Min(wanted, _file.Length - _at)];
        int filled = 0;
        while (filled < into.Length)
        {
            int count = ReadFile(into[filled..]);
            if (count == 0)
                throw new ConnectorException($"{_file.Name} became shorter while it was read: it had {_file.Length} bytes when the job started, and ends after {_at} now. Read a file that nobody writes, or a copy.");
            filled += count;
        }
        _inLine = into[^1] != '\n';
        return filled;
    }

    // Nobody can tell half a line from a whole one without its line break, unless the file has grown since: then it was half of one.
    private int ReadRestOfLine(Span<byte> into)
    {
        int count = ReadFile(into[..Math.Min(into.Length, BeyondBytes)]);
        if (count == 0 && _at == _file.Length) return 0;
        if (count == 0)
            throw new ConnectorException($"{_file.Name} is being written while it is read, and its last line is not complete: it has no line break yet. Run again when it has, or read a file that nobody writes.") { IsTransient = true };
        int lineBreak = into[..count].IndexOf((byte)'\n');
        if (lineBreak < 0) return count;
        _inLine = false;
        return lineBreak + 1;
    }

    private int ReadFile(Span<byte> into)
    {
        try
        {
            int count = RandomAccess.Read(_handle, into, _at);
            _at += count;
            return count;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConnectorException($"Reading {_file.Name} failed at byte {_at}: {Sentence.Of(error.Message)}", error) { IsTransient = true };
        }
    }

    public override void Dispose() => _handle.Dispose();
}
