using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Millrace.Memory;

/// <summary>Makes new text: inline, or in the scratch arena of the running step.</summary>
internal static unsafe class ScratchText
{
    /// <summary>Encodes UTF-16. Short ASCII text, such as a literal compared with a field, takes a path without the arena.</summary>
    [SkipLocalsInit]
    public static Utf8String Encode(ReadOnlySpan<char> text)
    {
        if (text.Length <= Utf8String.MaxInlineLength)
        {
            byte* bytes = stackalloc byte[4 * Utf8String.MaxInlineLength];
            int i = 0;
            while (i < text.Length && text[i] < 0x80)
            {
                bytes[i] = (byte)text[i];
                i++;
            }
            if (i == text.Length) return Utf8String.Inline(new ReadOnlySpan<byte>(bytes, i));
            int length = Encoding.UTF8.GetBytes(text, new Span<byte>(bytes, 4 * Utf8String.MaxInlineLength));
            return Utf8String.Copy(new ReadOnlySpan<byte>(bytes, length));
        }
        return EncodeLong(text);
    }

    /// <summary>Formats a value with invariant culture.</summary>
    [SkipLocalsInit]
    public static Utf8String Format<T>(T value, ReadOnlySpan<char> format) where T : IUtf8SpanFormattable
    {
        byte* buffer = stackalloc byte[64];
        if (value.TryFormat(new Span<byte>(buffer, 64), out int written, format, CultureInfo.InvariantCulture))
            return Utf8String.Copy(new ReadOnlySpan<byte>(buffer, written));
        for (int size = 256; ; size = checked(size * 2))
        {
            byte* at = ScratchArena.Current.Allocate(size);
            if (value.TryFormat(new Span<byte>(at, size), out written, format, CultureInfo.InvariantCulture)) return Utf8String.At(at, written);
        }
    }

    public static Utf8String Concat(Utf8String first, Utf8String second)
    {
        // Short texts, without a detour through memory: the bytes of the second move behind those of the first.
        if (first.IsInline && second.IsInline && first.Length + second.Length <= Utf8String.MaxInlineLength)
        {
            UInt128 text = InlineBytes(first) | (InlineBytes(second) << (8 * first.Length));
            return Utf8String.FromInlineBytes(first.Length + second.Length, (ulong)text, (ulong)(text >> 32));
        }
        return Concat(first, second, default, default);
    }

    public static Utf8String Concat(Utf8String first, Utf8String second, Utf8String third, Utf8String fourth)
    {
        int length = checked(first.Length + second.Length + third.Length + fourth.Length);
        byte* inline = stackalloc byte[16];
        byte* text = length <= Utf8String.MaxInlineLength ? inline : ScratchArena.Current.Allocate(length);
        byte* at = Append(text, first);
        at = Append(at, second);
        at = Append(at, third);
        Append(at, fourth);
        return Utf8String.At(text, length);
    }

    public static Utf8String Join(Utf8String separator, ReadOnlySpan<Utf8String> texts)
    {
        if (texts.IsEmpty) return default;
        int length = checked(separator.Length * (texts.Length - 1));
        foreach (Utf8String text in texts) length = checked(length + text.Length);
        byte* start = ScratchArena.Current.Allocate(length);
        byte* at = Append(start, texts[0]);
        foreach (Utf8String text in texts[1..]) at = Append(Append(at, separator), text);
        return Utf8String.At(start, length);
    }

    public static Utf8String Replace(Utf8String text, ReadOnlySpan<byte> old, ReadOnlySpan<byte> replacement)
    {
        if (old.IsEmpty) throw new ArgumentException("The text to replace is empty; there is no such place in a text.", nameof(old));
        int count = text.Span.Count(old);
        if (count == 0) return text;
        int length = checked(text.Length + count * (replacement.Length - old.Length));
        byte* start = ScratchArena.Current.Allocate(length);
        var target = new Span<byte>(start, length);
        ReadOnlySpan<byte> rest = text.Span;
        for (int i; (i = rest.IndexOf(old)) >= 0; rest = rest[(i + old.Length)..])
        {
            rest[..i].CopyTo(target);
            replacement.CopyTo(target[i..]);
            target = target[(i + replacement.Length)..];
        }
        rest.CopyTo(target);
        return Utf8String.At(start, length);
    }

    /// <summary>Flips the case bit of the ASCII letters from <paramref name="first"/> on.</summary>
    public static Utf8String ChangeCase(Utf8String text, char first)
    {
        if (text.IsInline) return Utf8String.FromInlineBytes(text.Length, FlipCase(text.Head >> 32, first), FlipCase(text.Tail, first));
        ReadOnlySpan<byte> source = text.Span;
        byte* target = ScratchArena.Current.Allocate(text.Length);
        for (int i = 0; i < source.Length; i++)
        {
            byte b = source[i];
            target[i] = (uint)(b - first) < 26 ? (byte)(b ^ 0x20) : b;
        }
        return Utf8String.At(target, text.Length);
    }

    /// <summary>Eight bytes at once: bit 7 of each byte tells whether its low seven bits lie in the range; bytes above ASCII stay.</summary>
    private static ulong FlipCase(ulong word, char first)
    {
        const ulong Ones = 0x0101_0101_0101_0101, High = 0x8080_8080_8080_8080;
        ulong low = word & ~High;
        ulong atLeastFirst = low + Ones * (ulong)(0x80 - first);
        ulong beyondLast = low + Ones * (ulong)(0x80 - first - 26);
        ulong letters = (atLeastFirst ^ beyondLast) & ~word & High;
        return word ^ (letters >> 2);
    }

    private static UInt128 InlineBytes(Utf8String text) => new(text.Tail >> 32, (text.Tail << 32) | (text.Head >> 32));

    private static Utf8String EncodeLong(ReadOnlySpan<char> text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        byte* at = ScratchArena.Current.Allocate(length);
        Encoding.UTF8.GetBytes(text, new Span<byte>(at, length));
        return Utf8String.At(at, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Append(byte* at, Utf8String text)
    {
        text.Span.CopyTo(new Span<byte>(at, text.Length));
        return at + text.Length;
    }
}
