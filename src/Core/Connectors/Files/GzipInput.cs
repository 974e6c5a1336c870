using System.IO.Compression;

namespace Millrace.Connectors;

/// <summary>The content of a gzip file, from its beginning. Members follow each other as <c>cat a.gz b.gz</c> makes them.</summary>
internal sealed class GzipInput : ByteInput
{
    private readonly InputFile _file;
    private readonly ByteInput _input;
    private readonly EndMarkedStream _marked;
    private readonly GZipStream _content;
    private readonly byte[] _piece = new byte[32 * 1024];
    private int _pieceAt, _pieceEnd;
    private long _at;
    private byte _last = (byte)'\n';
    private bool _ended;

    /// <param name="file">The file, for errors, and to see whether it has grown.</param>
    /// <param name="input">Its bytes; is disposed with this.</param>
    public GzipInput(InputFile file, ByteInput input)
    {
        _file = file;
        _input = input;
        _marked = new EndMarkedStream(input);
        _content = new GZipStream(_marked, CompressionMode.Decompress);
    }

    public override int Read(Span<byte> into)
    {
        int filled = 0;
        while (filled < into.Length)
        {
            // The last bytes may be the marker, so they stay back until more come.
            int ready = Math.Min(_pieceEnd - _pieceAt - EndMarkedStream.MarkerBytes, into.Length - filled);
            if (ready > 0)
            {
                _piece.AsSpan(_pieceAt, ready).CopyTo(into[filled..]);
                _pieceAt += ready;
                filled += ready;
                _at += ready;
                _last = into[filled - 1];
            }
            else if (_ended || (filled > 0 && _file.IsLive) || !Decompress())
            {
                // What has come through a pipe is not kept waiting for what may come much later.
                break;
            }
        }
        return filled;
    }

    private bool Decompress()
    {
        int rest = _pieceEnd - _pieceAt;
        _piece.AsSpan(_pieceAt, rest).CopyTo(_piece);
        (_pieceAt, _pieceEnd) = (0, rest);
        try
        {
            int count = _content.Read(_piece.AsSpan(rest));
            _pieceEnd += count;
            if (count > 0) return true;
        }
        catch (InvalidDataException error)
        {
            throw _marked.AtEnd ? Incomplete(error) : new ConnectorException(
                $"{_file.Name}: the gzip data is corrupt before byte {_marked.FileBytes} (behind {_at} bytes of content). Copy or download the file again.", error);
        }
        if (!_piece.AsSpan(0, rest).SequenceEqual(EndMarkedStream.Marker)) throw Incomplete(null);
        if (_last != '\n' && _file.HasGrown())
            throw new ConnectorException($"{_file.Name} is being written while it is read, and its last line is not complete. Run again when it is, or read a file that nobody writes.") { IsTransient = true };
        _ended = true;
        return false;
    }

    private ConnectorException Incomplete(Exception? inner) => new(
        $"{_file.Name}: the gzip data ends too early, after {_marked.FileBytes} bytes (behind {_at} bytes of content): the file is incomplete. Copy or download it again.", inner);

    public override void Stop() => _input.Stop();

    public override void Dispose() => _content.Dispose();
}
