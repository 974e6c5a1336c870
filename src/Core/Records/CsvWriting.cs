using System.Text;

namespace Millrace.Records;

/// <summary>CSV's own forms: quoted text, delimiters, bytes as base64.</summary>
public static class CsvWriting
{
    /// <summary>Writes text, in quotes if it holds a delimiter, a quote or a line break.</summary>
    public static void WriteCsv(this ref Utf8Writer writer, Utf8String value) => WriteCsv(ref writer, value.Span);

    /// <summary>Writes text that may be absent: nothing if it is, <c>""</c> if it is empty.</summary>
    public static void WriteCsv(this ref Utf8Writer writer, Utf8String? value)
    {
        if (value is not { } text) return;
        if (text.IsEmpty) writer.Raw("\"\""u8);
        else WriteCsv(ref writer, text.Span);
    }

    /// <inheritdoc cref="WriteCsv(ref Utf8Writer, Utf8String)"/>
    public static void WriteCsv(this ref Utf8Writer writer, scoped ReadOnlySpan<byte> text)
    {
        if (text.IndexOfAny([writer.Delimiter, (byte)'"', (byte)'\n', (byte)'\r']) < 0)
        {
            writer.Raw(text);
            return;
        }
        writer.Byte((byte)'"');
        int quote;
        while ((quote = text.IndexOf((byte)'"')) >= 0)
        {
            writer.Raw(text[..(quote + 1)]);
            writer.Byte((byte)'"');
            text = text[(quote + 1)..];
        }
        writer.Raw(text);
        writer.Byte((byte)'"');
    }

    /// <summary>Writes a character as text.</summary>
    public static void WriteCsv(this ref Utf8Writer writer, char value)
    {
        Span<byte> bytes = stackalloc byte[3];
        WriteCsv(ref writer, bytes[..Encode(value, bytes)]);
    }

    internal static int Encode(char value, Span<byte> bytes) =>
        Rune.TryCreate(value, out var rune) ? rune.EncodeToUtf8(bytes) : Rune.ReplacementChar.EncodeToUtf8(bytes);

    /// <summary>Writes bytes as base64.</summary>
    public static void WriteCsv(this ref Utf8Writer writer, Binary value) => Base64Format.Write(ref writer, value.Span);
}
