using System.Text;

namespace Millrace.Records;

/// <summary>JSON's own forms: escaped text, members, times and other values as text.</summary>
public static class JsonWriting
{
    /// <summary>Writes <c>null</c>.</summary>
    public static void WriteNull(this ref Utf8Writer writer) => writer.Raw("null"u8);

    /// <summary>Writes text in quotes, escaped where JSON asks for it; bytes that are no UTF-8 become U+FFFD.</summary>
    public static void WriteJson(this ref Utf8Writer writer, Utf8String value) => WriteJson(ref writer, value.Span);

    /// <inheritdoc cref="WriteJson(ref Utf8Writer, Utf8String)"/>
    public static void WriteJson(this ref Utf8Writer writer, scoped ReadOnlySpan<byte> text)
    {
        writer.Byte((byte)'"');
        if (IsPlain(text)) writer.Raw(text);
        else WriteEscaped(ref writer, text);
        writer.Byte((byte)'"');
    }

    /// <summary>Writes bytes as base64 text.</summary>
    public static void WriteJson(this ref Utf8Writer writer, Binary value)
    {
        writer.Byte((byte)'"');
        Base64Format.Write(ref writer, value.Span);
        writer.Byte((byte)'"');
    }

    /// <summary>Writes a character as text.</summary>
    public static void WriteJson(this ref Utf8Writer writer, char value)
    {
        Span<byte> bytes = stackalloc byte[3];
        WriteJson(ref writer, bytes[..CsvWriting.Encode(value, bytes)]);
    }

    /// <summary>Writes a number; <c>NaN</c> and the infinities, which JSON lacks, as text.</summary>
    public static void WriteJson(this ref Utf8Writer writer, double value)
    {
        bool quoted = !double.IsFinite(value);
        if (quoted) writer.Byte((byte)'"');
        writer.Write(value);
        if (quoted) writer.Byte((byte)'"');
    }

    /// <inheritdoc cref="WriteJson(ref Utf8Writer, double)"/>
    public static void WriteJson(this ref Utf8Writer writer, float value)
    {
        bool quoted = !float.IsFinite(value);
        if (quoted) writer.Byte((byte)'"');
        writer.Write(value);
        if (quoted) writer.Byte((byte)'"');
    }

    /// <summary>Writes a time as text.</summary>
    public static void WriteJson(this ref Utf8Writer writer, Timestamp value)
    {
        writer.Byte((byte)'"');
        writer.Write(value);
        writer.Byte((byte)'"');
    }

    /// <summary>Writes a duration as text.</summary>
    public static void WriteJson(this ref Utf8Writer writer, Duration value)
    {
        writer.Byte((byte)'"');
        writer.Write(value);
        writer.Byte((byte)'"');
    }

    /// <summary>Writes a guid as text.</summary>
    public static void WriteJson(this ref Utf8Writer writer, Guid value)
    {
        writer.Byte((byte)'"');
        writer.Write(value);
        writer.Byte((byte)'"');
    }

    /// <summary>Writes the name of a member as text.</summary>
    public static void WriteJsonEnum<T>(this ref Utf8Writer writer, T value) where T : unmanaged, Enum
    {
        writer.Byte((byte)'"');
        writer.WriteEnum(value);
        writer.Byte((byte)'"');
    }

    private static bool IsPlain(ReadOnlySpan<byte> text)
    {
        bool ascii = true;
        foreach (byte b in text)
        {
            if (b < 0x20 || b == '"' || b == '\\') return false;
            ascii &= b < 0x80;
        }
        return ascii || System.Text.Unicode.Utf8.IsValid(text);
    }

    private static void WriteEscaped(ref Utf8Writer writer, scoped ReadOnlySpan<byte> text)
    {
        Span<byte> utf8 = stackalloc byte[4];
        while (text.Length > 0)
        {
            Rune.DecodeFromUtf8(text, out var rune, out int used);
            text = text[used..];
            switch (rune.Value)
            {
                case '"': writer.Raw("\\\""u8); break;
                case '\\': writer.Raw("\\\\"u8); break;
                case '\n': writer.Raw("\\n"u8); break;
                case '\r': writer.Raw("\\r"u8); break;
                case '\t': writer.Raw("\\t"u8); break;
                case < 0x20:
                    writer.Raw("\\u00"u8);
                    writer.Byte((byte)(rune.Value < 16 ? '0' : '1'));
                    writer.Byte((byte)"0123456789abcdef"[rune.Value & 15]);
                    break;
                default: writer.Raw(utf8[..rune.EncodeToUtf8(utf8)]); break;
            }
        }
    }
}
