using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Millrace.Memory;

namespace Millrace.Records;

/// <summary>Reads single JSON values for the generated codecs: each returns false for a value of another kind.</summary>
/// <remarks>Text without escapes is read in place, so the bytes behind the reader must be native (or pinned) and outlive the row.</remarks>
public static class JsonReading
{
    /// <summary>
    /// True if the property name at the reader means the column <paramref name="column"/>: in any case, with or without
    /// underscores (<c>window_start</c>, <c>windowStart</c>). For names that equal no column exactly.
    /// </summary>
    public static bool IsColumn(this ref Utf8JsonReader reader, scoped ReadOnlySpan<byte> column)
    {
        var name = reader.HasValueSequence ? default : reader.ValueSpan;
        int at = 0;
        foreach (byte b in name)
        {
            if (b == '_') continue;
            if (at < column.Length && column[at] == '_') at++;
            if (at >= column.Length || Lower(b) != Lower(column[at])) return false;
            at++;
        }
        return at == column.Length && at > 0;

        static int Lower(byte b) => b is >= (byte)'A' and <= (byte)'Z' ? b | 0x20 : b;
    }

    /// <summary>Reads a number.</summary>
    public static bool Read(this ref Utf8JsonReader reader, out int value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out value);
    }

    /// <inheritdoc cref="Read(ref Utf8JsonReader, out int)"/>
    public static bool Read(this ref Utf8JsonReader reader, out long value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out value);
    }

    /// <inheritdoc cref="Read(ref Utf8JsonReader, out int)"/>
    public static bool Read(this ref Utf8JsonReader reader, out short value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt16(out value);
    }

    /// <inheritdoc cref="Read(ref Utf8JsonReader, out int)"/>
    public static bool Read(this ref Utf8JsonReader reader, out sbyte value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetSByte(out value);
    }

    /// <inheritdoc cref="Read(ref Utf8JsonReader, out int)"/>
    public static bool Read(this ref Utf8JsonReader reader, out byte value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetByte(out value);
    }

    /// <inheritdoc cref="Read(ref Utf8JsonReader, out int)"/>
    public static bool Read(this ref Utf8JsonReader reader, out ushort value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetUInt16(out value);
    }

    /// <inheritdoc cref="Read(ref Utf8JsonReader, out int)"/>
    public static bool Read(this ref Utf8JsonReader reader, out uint value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetUInt32(out value);
    }

    /// <inheritdoc cref="Read(ref Utf8JsonReader, out int)"/>
    public static bool Read(this ref Utf8JsonReader reader, out ulong value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetUInt64(out value);
    }

    /// <summary>Reads a number, or <c>"NaN"</c>, <c>"Infinity"</c> or <c>"-Infinity"</c>.</summary>
    public static bool Read(this ref Utf8JsonReader reader, out double value)
    {
        if (reader.TokenType == JsonTokenType.Number) return reader.TryGetDouble(out value);
        value = 0;
        return Read(ref reader, out Utf8String text) && text.Length is > 2 and < 10 && !char.IsAsciiDigit((char)text.Span[^1])
            && double.TryParse(text.Span, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    /// <inheritdoc cref="Read(ref Utf8JsonReader, out double)"/>
    public static bool Read(this ref Utf8JsonReader reader, out float value)
    {
        if (reader.TokenType == JsonTokenType.Number) return reader.TryGetSingle(out value);
        bool ok = Read(ref reader, out double wide);
        value = (float)wide;
        return ok;
    }

    /// <inheritdoc cref="Read(ref Utf8JsonReader, out int)"/>
    public static bool Read(this ref Utf8JsonReader reader, out decimal value)
    {
        value = 0;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out value);
    }

    /// <summary>Reads <c>true</c> or <c>false</c>.</summary>
    public static bool Read(this ref Utf8JsonReader reader, out bool value)
    {
        value = reader.TokenType == JsonTokenType.True;
        return value || reader.TokenType == JsonTokenType.False;
    }

    /// <summary>Reads a text of one character.</summary>
    public static bool Read(this ref Utf8JsonReader reader, out char value)
    {
        value = default;
        Span<char> one = stackalloc char[3];
        if (!Read(ref reader, out Utf8String text) || text.Length is 0 or > 3 || Encoding.UTF8.GetChars(text.Span, one) != 1) return false;
        value = one[0];
        return true;
    }

    /// <summary>Reads a guid with dashes.</summary>
    public static bool Read(this ref Utf8JsonReader reader, out Guid value)
    {
        value = default;
        return reader.TokenType == JsonTokenType.String && reader.TryGetGuid(out value);
    }

    /// <summary>Reads ISO 8601 text; without a zone it is UTC.</summary>
    public static bool Read(this ref Utf8JsonReader reader, out Timestamp value)
    {
        value = default;
        if (!Read(ref reader, out Utf8String text) || !TimestampFormat.TryParse(text.Span, out long microseconds)) return false;
        value = new Timestamp(microseconds);
        return true;
    }

    /// <summary>Reads <c>1.02:03:04.5</c> or a number with a unit (<c>10s</c>) as text.</summary>
    public static unsafe bool Read(this ref Utf8JsonReader reader, out Duration value)
    {
        value = default;
        if (!Read(ref reader, out Utf8String text)) return false;
        fixed (byte* at = text.Span) return CsvParse.TryDuration(at, text.Length, out value);
    }

    /// <summary>Reads text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe bool Read(this ref Utf8JsonReader reader, out Utf8String value)
    {
        value = default;
        if (reader.TokenType != JsonTokenType.String) return false;
        if (reader.ValueIsEscaped || reader.HasValueSequence) return Copy(ref reader, out value);
        ref readonly byte first = ref System.Runtime.InteropServices.MemoryMarshal.GetReference(reader.ValueSpan);
        value = Utf8String.At((byte*)Unsafe.AsPointer(ref Unsafe.AsRef(in first)), reader.ValueSpan.Length);
        return true;
    }

    /// <summary>Reads bytes from base64 text.</summary>
    public static bool Read(this ref Utf8JsonReader reader, out Binary value)
    {
        value = default;
        return Read(ref reader, out Utf8String text) && Base64Format.TryParse(text.Span, out value);
    }

    /// <summary>Reads a member's name (in any case) or its number.</summary>
    public static bool ReadEnum<T>(this ref Utf8JsonReader reader, out T value) where T : unmanaged, Enum
    {
        if (reader.TokenType == JsonTokenType.Number) return EnumNames<T>.TryParse(reader.ValueSpan, out value);
        value = default;
        return Read(ref reader, out Utf8String text) && EnumNames<T>.TryParse(text.Span, out value);
    }

    private static unsafe bool Copy(ref Utf8JsonReader reader, out Utf8String value)
    {
        int length = checked((int)(reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length));
        byte* at = ScratchArena.Current.Allocate(length);
        value = Utf8String.At(at, reader.CopyString(new Span<byte>(at, length)));
        return true;
    }
}
