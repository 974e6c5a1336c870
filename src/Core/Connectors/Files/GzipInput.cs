using System.IO.Compression;

namespace Millrace.Connectors;

/// <summary>The content of a gzip file, from its beginning. Members follow each other as <c>cat a.gz b.gz</c> makes them.</summary>
internal sealed class GzipInput : ByteInput
{
    private readonly string _path;
    private readonly FileStream _file;
    private readonly GZipStream _content;
    private long _at;

    public GzipInput(string path)
    {
        _path = path;
        _file = FileErrors.Guard(path, static path =>
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 128 * 1024, FileOptions.SequentialScan));
        _content = new GZipStream(_file, CompressionMode.Decompress);
    }

    public override int Read(Span<byte> into)
    {
        int filled = 0;
        try
        {
            while (filled < into.Length)
            {
                int count = _content.Read(into[filled..]);
                if (count == 0) break;
                filled += count;
            }
        }
        catch (InvalidDataException error)
        {
            bool cut = _file.Position >= _file.Length;
            throw new ConnectorException(cut
                ? $"{_path}: the gzip data ends too early, after {_file.Length} bytes ({_at + filled} bytes of content): the file is incomplete. Copy or download it again."
                : $"{_path}: the gzip data is corrupt before byte {_file.Position} (after {_at + filled} bytes of content). Copy or download the file again.", error);
        }
        catch (IOException error)
        {
            throw new ConnectorException($"Reading {_path} failed near byte {_file.Position}: {error.Message}", error) { IsTransient = true };
        }
        _at += filled;
        return filled;
    }

    public override void Dispose() => _content.Dispose();
}
