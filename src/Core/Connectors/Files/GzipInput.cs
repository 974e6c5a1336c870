using System.IO.Compression;

namespace Millrace.Connectors;

/// <summary>The content of a gzip file, from its beginning. Members follow each other as <c>cat a.gz b.gz</c> makes them.</summary>
internal sealed class GzipInput : ByteInput
{
    private readonly InputFile _file;
    private readonly ByteInput _input;
    private readonly EndMarkedStream _marked;
    private readonly GZipStream _content;
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
        while (filled < into.Length && !_ended)
        {
            int count = Decompress(into[filled..]);
            if (count == 0)
            {
                CheckEnd();
                _ended = true;
                break;
            }
            filled += count;
            _at += count;
            _last = into[filled - 1];
            // What has come through a pipe is not kept waiting for what may come much later.
            if (_file.IsLive) break;
        }
        return filled;
    }

    private int Decompress(Span<byte> into)
    {
        try
        {
            return _content.Read(into);
        }
        catch (InvalidDataException error)
        {
            throw _marked.AtEnd ? Incomplete(error) : new ConnectorException(
                $"{_file.Name}: the gzip data is corrupt before byte {_marked.FileBytes} (behind {_at} bytes of content). Copy or download the file again.", error);
        }
    }

    private void CheckEnd()
    {
        // One byte more than the marker, to see that nothing follows.
        Span<byte> rest = stackalloc byte[EndMarkedStream.Marker.Length + 1];
        int length = 0;
        for (int count = 1; count > 0 && length < rest.Length; length += count) count = Decompress(rest[length..]);
        if (!rest[..length].SequenceEqual(EndMarkedStream.Marker)) throw Incomplete(null);
        if (_last != '\n' && _file.HasGrown())
            throw new ConnectorException($"{_file.Name} is being written while it is read, and its last line is not complete. Run again when it is, or read a file that nobody writes.") { IsTransient = true };
    }

    private ConnectorException Incomplete(Exception? inner) => new(
        $"{_file.Name}: the gzip data ends too early, after {_marked.FileBytes} bytes (behind {_at} bytes of content): the file is incomplete. Copy or download it again.", inner);

    public override void Stop() => _input.Stop();

    public override void Dispose() => _content.Dispose();
}
