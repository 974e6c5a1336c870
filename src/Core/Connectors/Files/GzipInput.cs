using System.IO.Compression;

namespace Millrace.Connectors;

/// <summary>The content of a gzip file, from its beginning. Members follow each other as <c>cat a.gz b.gz</c> makes them.</summary>
internal sealed class GzipInput : ByteInput
{
    private readonly string _path;
    private readonly FileStream _file;
    private readonly EndMarkedStream _marked;
    private readonly GZipStream _content;
    private readonly byte[] _piece = new byte[32 * 1024];
    private int _pieceAt, _pieceEnd;
    private long _at;
    private bool _ended;

    public GzipInput(string path)
    {
        _path = path;
        _file = FileErrors.Guard(path, static path =>
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 128 * 1024, FileOptions.SequentialScan));
        _marked = new EndMarkedStream(_file);
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
            }
            else if (_ended || !Decompress())
            {
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
                $"{_path}: the gzip data is corrupt before byte {_file.Position} (behind {_at} bytes of content). Copy or download the file again.", error);
        }
        catch (IOException error)
        {
            throw new ConnectorException($"Reading {_path} failed near byte {_file.Position}: {error.Message}", error) { IsTransient = true };
        }
        if (!_piece.AsSpan(0, rest).SequenceEqual(EndMarkedStream.Marker)) throw Incomplete(null);
        _ended = true;
        return false;
    }

    private ConnectorException Incomplete(Exception? inner) => new(
        $"{_path}: the gzip data ends too early, after {_file.Length} bytes (behind {_at} bytes of content): the file is incomplete. Copy or download it again.", inner);

    public override void Dispose() => _content.Dispose();
}
