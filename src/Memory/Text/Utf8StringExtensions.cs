using System.Globalization;
using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace;

/// <summary>Operations on <see cref="Utf8String"/>. Positions count bytes, comparisons are ordinal, nothing allocates managed memory.</summary>
public static class Utf8StringExtensions
{
    /// <summary>True if the text starts with <paramref name="value"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool StartsWith(this Utf8String text, Utf8String value) => text.Span.StartsWith(value.Span);

    /// <summary>True if the text starts with <paramref name="value"/>, such as a <c>"literal"u8</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool StartsWith(this Utf8String text, ReadOnlySpan<byte> value) => text.Span.StartsWith(value);

    /// <summary>True if the text ends with <paramref name="value"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool EndsWith(this Utf8String text, Utf8String value) => text.Span.EndsWith(value.Span);

    /// <summary>True if the text ends with <paramref name="value"/>, such as a <c>"literal"u8</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool EndsWith(this Utf8String text, ReadOnlySpan<byte> value) => text.Span.EndsWith(value);

    /// <summary>True if <paramref name="value"/> occurs in the text.</summary>
    public static bool Contains(this Utf8String text, Utf8String value) => text.Span.IndexOf(value.Span) >= 0;

    /// <summary>True if <paramref name="value"/> occurs in the text.</summary>
    public static bool Contains(this Utf8String text, ReadOnlySpan<byte> value) => text.Span.IndexOf(value) >= 0;

    /// <summary>True if <paramref name="value"/> occurs in the text.</summary>
    public static bool Contains(this Utf8String text, char value) => text.IndexOf(value) >= 0;

    /// <summary>Position of the first occurrence of <paramref name="value"/>, or -1.</summary>
    public static int IndexOf(this Utf8String text, Utf8String value) => text.Span.IndexOf(value.Span);

    /// <summary>Position of the first occurrence of <paramref name="value"/>, or -1.</summary>
    public static int IndexOf(this Utf8String text, ReadOnlySpan<byte> value) => text.Span.IndexOf(value);

    /// <summary>Position of the first occurrence of <paramref name="value"/>, or -1.</summary>
    public static int IndexOf(this Utf8String text, char value) =>
        value < 0x80 ? text.Span.IndexOf((byte)value) : text.Span.IndexOf(OfCharacter(value).Span);

    /// <summary>Position of the last occurrence of <paramref name="value"/>, or -1.</summary>
    public static int LastIndexOf(this Utf8String text, Utf8String value) => text.Span.LastIndexOf(value.Span);

    /// <summary>Position of the last occurrence of <paramref name="value"/>, or -1.</summary>
    public static int LastIndexOf(this Utf8String text, ReadOnlySpan<byte> value) => text.Span.LastIndexOf(value);

    /// <summary>The text from byte <paramref name="start"/> on, sharing its bytes.</summary>
    public static Utf8String Substring(this Utf8String text, int start) => text.Slice(start, text.Length - start);

    /// <summary><paramref name="length"/> bytes of the text from byte <paramref name="start"/> on, sharing its bytes.</summary>
    public static Utf8String Substring(this Utf8String text, int start, int length) => text.Slice(start, length);

    /// <summary>The text without ASCII white space (space, tab, line breaks) at both ends.</summary>
    public static Utf8String Trim(this Utf8String text) => text.TrimStart().TrimEnd();

    /// <summary>The text without ASCII white space (space, tab, line breaks) at its start.</summary>
    public static Utf8String TrimStart(this Utf8String text)
    {
        ReadOnlySpan<byte> span = text.Span;
        int start = 0;
        while (start < span.Length && IsWhiteSpace(span[start])) start++;
        return start == 0 ? text : text.Slice(start, text.Length - start);
    }

    /// <summary>The text without ASCII white space (space, tab, line breaks) at its end.</summary>
    public static Utf8String TrimEnd(this Utf8String text)
    {
        ReadOnlySpan<byte> span = text.Span;
        int end = span.Length;
        while (end > 0 && IsWhiteSpace(span[end - 1])) end--;
        return end == span.Length ? text : text.Slice(0, end);
    }

    /// <summary>The text with the ASCII letters a to z in upper case; other characters stay as they are.</summary>
    public static Utf8String ToUpper(this Utf8String text) => ScratchText.ChangeCase(text, 'a');

    /// <summary>The text with the ASCII letters A to Z in lower case; other characters stay as they are.</summary>
    public static Utf8String ToLower(this Utf8String text) => ScratchText.ChangeCase(text, 'A');

    /// <summary>Equality that does not distinguish ASCII letters by case.</summary>
    public static bool EqualsIgnoreCase(this Utf8String text, Utf8String other) =>
        text.Length == other.Length && (text == other || text.ToLower() == other.ToLower());

    /// <summary>The text with every occurrence of <paramref name="old"/> replaced.</summary>
    /// <exception cref="ArgumentException"><paramref name="old"/> is empty.</exception>
    public static Utf8String Replace(this Utf8String text, Utf8String old, Utf8String replacement) =>
        ScratchText.Replace(text, old.Span, replacement.Span);

    /// <summary>The parts between occurrences of <paramref name="separator"/>, sharing the bytes of the text.</summary>
    public static RecordList<Utf8String> Split(this Utf8String text, char separator, StringSplitOptions options = StringSplitOptions.None) =>
        text.Split(OfCharacter(separator), options);

    /// <summary>The parts between occurrences of <paramref name="separator"/>, sharing the bytes of the text.</summary>
    /// <exception cref="ArgumentException"><paramref name="separator"/> is empty.</exception>
    public static RecordList<Utf8String> Split(this Utf8String text, Utf8String separator, StringSplitOptions options = StringSplitOptions.None)
    {
        if (separator.IsEmpty) throw new ArgumentException("The separator is empty; name the text between the parts.", nameof(separator));
        var parts = new RecordListBuilder<Utf8String>(8);
        int start = 0;
        while (true)
        {
            int length = text.Span[start..].IndexOf(separator.Span);
            Utf8String part = text.Slice(start, length < 0 ? text.Length - start : length);
            if ((options & StringSplitOptions.TrimEntries) != 0) part = part.Trim();
            if (!part.IsEmpty || (options & StringSplitOptions.RemoveEmptyEntries) == 0) parts.Add(part);
            if (length < 0) return parts.ToList();
            start += length + separator.Length;
        }
    }

    /// <summary>The value that the text spells, as invariant culture writes it.</summary>
    /// <exception cref="FormatException">It spells no such value.</exception>
    public static T ParseAs<T>(this Utf8String text) where T : IUtf8SpanParsable<T> =>
        T.TryParse(text.Span, CultureInfo.InvariantCulture, out T? value) ? value : throw new FormatException($"'{text}' is no {typeof(T).Name}.");

    /// <summary>The value that the text spells, as invariant culture writes it; false if it spells none.</summary>
    public static bool TryParseAs<T>(this Utf8String text, out T value) where T : struct, IUtf8SpanParsable<T> =>
        T.TryParse(text.Span, CultureInfo.InvariantCulture, out value);

    private static bool IsWhiteSpace(byte b) => b == ' ' || (uint)(b - '\t') <= '\r' - '\t';

    private static Utf8String OfCharacter(char character) => Utf8String.Copy(new ReadOnlySpan<char>(in character));
}
