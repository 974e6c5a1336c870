using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Millrace.Records;

/// <summary>
/// Formats values as UTF-8 into a buffer. The <c>Write</c> methods here write plain values; <see cref="CsvWriting"/> and
/// <see cref="JsonWriting"/> add each format's quoting.
/// </summary>
/// <remarks>
/// What does not fit is not written and sets <see cref="Overflowed"/>, which stays set: write a row, then look once, and on
/// overflow <see cref="Rewind"/> to the end of the row before and write the row again with more room.
/// </remarks>
public ref struct Utf8Writer
{
    // Room for the longest number, time or guid, so that one comparison per value suffices.
    private const int LongestValue = 64;

    private readonly Span<byte> _buffer;
    private int _used;

    /// <summary>Writes into <paramref name="buffer"/> from its start.</summary>
    public Utf8Writer(Span<byte> buffer) => _buffer = buffer;

    /// <summary>Bytes written.</summary>
    public readonly int Written => _used;

    /// <summary>True once something did not fit; nothing is written from then until <see cref="Rewind"/>.</summary>
    public bool Overflowed { get; private set; }

    /// <summary>What separates CSV fields.</summary>
    public byte Delimiter { get; init; } = (byte)',';

    /// <summary>Forgets everything behind the first <paramref name="written"/> bytes, and any overflow.</summary>
    public void Rewind(int written)
    {
        _used = written;
        Overflowed = false;
    }

    /// <summary>Writes one byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Byte(byte value)
    {
        if ((uint)_used < (uint)_buffer.Length && !Overflowed) _buffer[_used++] = value;
        else Overflowed = true;
    }

    /// <summary>Writes the delimiter between two CSV fields, or several for fields left empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Delimit(int count = 1)
    {
        for (int i = 0; i < count; i++) Byte(Delimiter);
    }

    /// <summary>Writes bytes as they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Raw(scoped ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= _buffer.Length - _used && !Overflowed)
        {
            bytes.CopyTo(_buffer[_used..]);
            _used += bytes.Length;
        }
        else Overflowed = true;
    }

    /// <summary>Room for exactly <paramref name="length"/> bytes, which count as written; empty on overflow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Take(int length)
    {
        if (length > _buffer.Length - _used || Overflowed)
        {
            Overflowed = true;
            return default;
        }
        _used += length;
        return _buffer.Slice(_used - length, length);
    }

    /// <summary>Writes a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(int value)
    {
        if ((uint)value < 10) Byte((byte)('0' + value));
        else Format(value);
    }

    /// <inheritdoc cref="Write(int)"/>
    public void Write(long value) => Format(value);

    /// <inheritdoc cref="Write(int)"/>
    public void Write(uint value) => Format(value);

    /// <inheritdoc cref="Write(int)"/>
    public void Write(ulong value) => Format(value);

    /// <inheritdoc cref="Write(int)"/>
    public void Write(short value) => Write((int)value);

    /// <inheritdoc cref="Write(int)"/>
    public void Write(ushort value) => Write((int)value);

    /// <inheritdoc cref="Write(int)"/>
    public void Write(sbyte value) => Write((int)value);

    /// <inheritdoc cref="Write(int)"/>
    public void Write(byte value) => Write((int)value);

    /// <summary>Writes a number with the fewest digits that read back as the same number; <c>NaN</c> and <c>Infinity</c> as such.</summary>
    public void Write(double value)
    {
        if (!HasRoom()) return;
        int written = ShortestDouble.Write(value, _buffer[_used..]);
        if (written == 0) Format(value);
        else _used += written;
    }

    /// <inheritdoc cref="Write(double)"/>
    public void Write(float value) => Format(value);

    /// <summary>Writes a number with its scale.</summary>
    public void Write(decimal value) => Format(value);

    /// <summary>Writes <c>true</c> or <c>false</c>.</summary>
    public void Write(bool value) => Raw(value ? "true"u8 : "false"u8);

    /// <summary>Writes a guid with dashes.</summary>
    public void Write(Guid value) => Format(value);

    /// <summary>Writes ISO 8601 in UTC with as many fractional digits as needed: <c>2001-01-01T05:00:00Z</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Write(Timestamp value)
    {
        if (!HasRoom()) return;
        // The buffer may be managed; its bytes are only touched while pinned.
        fixed (byte* to = &Unsafe.Add(ref MemoryMarshal.GetReference(_buffer), _used))
            _used += TimestampFormat.Write(value.Microseconds, to);
    }

    /// <summary>Writes <c>d.hh:mm:ss.ffffff</c>, with days and fraction only where needed.</summary>
    public void Write(Duration value)
    {
        const long longestTimeSpan = long.MaxValue / 10;
        if (value.Microseconds is >= -longestTimeSpan and <= longestTimeSpan) Format(value.ToTimeSpan());
        else
        {
            Format(value.Microseconds);
            Raw("us"u8);
        }
    }

    /// <summary>Writes the name of a member, or the number of a value that has no name.</summary>
    public void WriteEnum<T>(T value) where T : unmanaged, Enum
    {
        var name = EnumNames<T>.NameOf(value);
        if (name.Length > 0) Raw(name);
        else if (EnumNames<T>.IsUInt64) Format((ulong)EnumNames<T>.Number(value));
        else Format(EnumNames<T>.Number(value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Format<T>(T value) where T : IUtf8SpanFormattable
    {
        if (!HasRoom()) return;
        value.TryFormat(_buffer[_used..], out int written, default, CultureInfo.InvariantCulture);
        _used += written;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool HasRoom()
    {
        if (_buffer.Length - _used >= LongestValue && !Overflowed) return true;
        Overflowed = true;
        return false;
    }
}
