using System.IO.Compression;

namespace Millrace.Connectors;

/// <summary>
/// A gzip file, which ends, and then goes on with one more member, whose content is <see cref="Marker"/>. <see cref="GZipStream"/> ends without
/// an error where a file is cut off; only behind a complete file does it yield the marker. Behind half of one the member is taken for the file's other
/// half: what comes of it is not content, and so the file ends first.
/// </summary>
internal sealed class EndMarkedStream(ByteInput file) : Stream
{
    private static readonly byte[] Member = MakeMember();

    // GZipStream reads 8 KiB at a time, which is a call to the system each.
    private readonly byte[] _buffer = new byte[128 * 1024];
    private int _bufferAt, _bufferEnd;
    private int _memberAt = -1;

    public static ReadOnlySpan<byte> Marker => "millrace.eof.\0\u0001\u0002"u8;

    /// <summary>True once the file itself has been read to its end.</summary>
    public bool AtEnd => _memberAt >= 0;

    /// <summary>Bytes of the file read so far.</summary>
    public long FileBytes { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length == 0) return 0;
        if (_memberAt < 0 && _bufferAt == _bufferEnd)
        {
            (_bufferAt, _bufferEnd) = (0, file.Read(_buffer));
            if (_bufferEnd == 0)
            {
                _memberAt = 0;
                return 0;
            }
        }
        int length;
        if (_memberAt < 0)
        {
            length = Math.Min(buffer.Length, _bufferEnd - _bufferAt);
            _buffer.AsSpan(_bufferAt, length).CopyTo(buffer);
            _bufferAt += length;
            FileBytes += length;
            return length;
        }
        length = Math.Min(buffer.Length, Member.Length - _memberAt);
        Member.AsSpan(_memberAt, length).CopyTo(buffer);
        _memberAt += length;
        return length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    protected override void Dispose(bool disposing)
    {
        if (disposing) file.Dispose();
        base.Dispose(disposing);
    }

    private static byte[] MakeMember()
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest)) gzip.Write(Marker);
        return memory.ToArray();
    }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
