namespace Millrace.Records;

/// <summary>Formats values as UTF-8 into a buffer that grows through its owner. Used by the CSV and JSON codecs.</summary>
public ref struct Utf8Writer
{
    private readonly Span<byte> _buffer;
    private int _used;

    /// <summary>Writes into <paramref name="buffer"/> from its start.</summary>
    public Utf8Writer(Span<byte> buffer) => _buffer = buffer;

    /// <summary>Bytes written.</summary>
    public readonly int Written => _used;

    /// <summary>Writes one byte.</summary>
    public void Byte(byte value) => _buffer[_used++] = value;
}
