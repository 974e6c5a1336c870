using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Millrace.Memory;

namespace Millrace.Records;

/// <summary>Parses single CSV fields: inlined for the usual forms, out of line for the rest.</summary>
internal static unsafe class CsvParse
{
    private static readonly double[] PowersOfTen =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    /// <summary>A number of one to eight digits with an optional minus. Reads eight bytes; the sign costs no branch, since delays and balances flip it at random.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryShort(byte* at, int length, out int value)
    {
        int minus = *at == '-' ? 1 : 0;
        int digits = length - minus;
        // Shifting the digits to the top leaves zeros in front, which parse as leading zeros.
        ulong word = (Unsafe.ReadUnaligned<ulong>(at + minus) ^ 0x3030303030303030) << (64 - 8 * digits);
        if ((((word + 0x7676767676767676) | word) & 0x8080808080808080) != 0 | (uint)(digits - 1) > 7)
        {
            value = 0;
            return false;
        }
        word = word * 10 + (word >> 8);
        ulong number = ((word & 0x000000FF000000FF) * 0x000F424000000064 + ((word >> 16) & 0x000000FF000000FF) * 0x0000271000000001) >> 32;
        value = ((int)number ^ -minus) + minus;
        return true;
    }

    /// <summary>Any signed 64-bit number, quoted or not.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryLong(byte* at, int length, out long value)
    {
        var text = Unquoted(at, length);
        if (text.Length > 1 && text[0] == '+' && text[1] != '-') text = text[1..];
        return Utf8Parser.TryParse(text, out value, out int used) && used == text.Length;
    }

    /// <summary>Any unsigned 64-bit number, quoted or not.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryUnsigned(byte* at, int length, out ulong value)
    {
        var text = Unquoted(at, length);
        if (text.Length > 1 && text[0] == '+') text = text[1..];
        return Utf8Parser.TryParse(text, out value, out int used) && used == text.Length;
    }

    /// <summary>
    /// A floating-point number. Up to 15 digits with a point divide exactly (Clinger's fast path: both operands are exact
    /// doubles, so the one rounding is the right one); everything else goes to the library.
    /// </summary>
    public static bool TryDouble(byte* at, int length, out double value)
    {
        byte* p = at, end = at + length;
        bool negative = p < end && *p == '-';
        if (negative) p++;
        ulong digits = 0;
        byte* first = p;
        while (p < end && (uint)(*p - '0') <= 9) digits = digits * 10 + (ulong)(*p++ - '0');
        int count = (int)(p - first), scale = 0;
        if (p < end && *p == '.')
        {
            byte* point = ++p;
            while (p < end && (uint)(*p - '0') <= 9) digits = digits * 10 + (ulong)(*p++ - '0');
            scale = (int)(p - point);
            count += scale;
        }
        if (p != end || count is 0 or > 15) return TryDoubleSlow(at, length, out value);
        value = digits / PowersOfTen[scale];
        if (negative) value = -value;
        return true;
    }

    /// <summary>A floating-point number, rounded once from its digits.</summary>
    public static bool TrySingle(byte* at, int length, out float value) =>
        float.TryParse(Unquoted(at, length), NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    /// <summary>A decimal number.</summary>
    public static bool TryDecimal(byte* at, int length, out decimal value) =>
        decimal.TryParse(Unquoted(at, length), NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    /// <summary><c>true</c>, <c>false</c>, <c>1</c> or <c>0</c>.</summary>
    public static bool TryBoolean(byte* at, int length, out bool value)
    {
        var text = Unquoted(at, length);
        switch (text.Length)
        {
            case 1:
                value = text[0] == '1';
                return value || text[0] == '0';
            case 4:
                value = true;
                return Ascii.EqualsIgnoreCase(text, "true"u8);
            default:
                value = false;
                return Ascii.EqualsIgnoreCase(text, "false"u8);
        }
    }

    /// <summary>One character of the basic plane.</summary>
    public static bool TryChar(byte* at, int length, out char value)
    {
        value = default;
        if (!TryText(at, length, out Utf8String text)) return false;
        Span<char> one = stackalloc char[2];
        if (text.Length is 0 or > 3 || Encoding.UTF8.GetChars(text.Span, one) != 1) return false;
        value = one[0];
        return true;
    }

    /// <summary>32 hexadecimal digits, with or without dashes or braces.</summary>
    public static bool TryGuid(byte* at, int length, out Guid value)
    {
        var text = Unquoted(at, length);
        char format = text.Length switch { 32 => 'N', 38 => 'B', _ => 'D' };
        return Utf8Parser.TryParse(text, out value, out int used, format) && used == text.Length;
    }

    /// <summary>Any form of time, quoted or not.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryTimestamp(byte* at, int length, out long microseconds) =>
        TimestampFormat.TryParse(Unquoted(at, length), out microseconds);

    /// <summary>A duration.</summary>
    public static bool TryDuration(byte* at, int length, out Duration value)
    {
        var text = Unquoted(at, length);
        Span<char> chars = stackalloc char[64];
        value = default;
        return text.Length <= chars.Length && Ascii.ToUtf16(text, chars, out int count) == System.Buffers.OperationStatus.Done
            && Duration.TryParse(chars[..count], CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Text, quoted or not.</summary>
    public static bool TryText(byte* at, int length, out Utf8String value)
    {
        if (length != 0 && *at == '"') return TryQuoted(at, length, out value);
        value = Utf8String.At(at, length);
        return true;
    }

    /// <summary>Text that begins with a quote: in place if no quote is escaped in it, else unescaped into the scratch arena.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryQuoted(byte* at, int length, out Utf8String value)
    {
        value = default;
        if (length < 2 || at[length - 1] != '"') return false;
        var text = new ReadOnlySpan<byte>(at + 1, length - 2);
        int quote = text.IndexOf((byte)'"');
        if (quote < 0)
        {
            value = Utf8String.At(at + 1, length - 2);
            return true;
        }
        byte* copy = ScratchArena.Current.Allocate(text.Length);
        int used = 0;
        while (quote >= 0)
        {
            if (quote + 1 >= text.Length || text[quote + 1] != '"') return false;
            text[..(quote + 1)].CopyTo(new Span<byte>(copy + used, quote + 1));
            used += quote + 1;
            text = text[(quote + 2)..];
            quote = text.IndexOf((byte)'"');
        }
        text.CopyTo(new Span<byte>(copy + used, text.Length));
        value = Utf8String.At(copy, used + text.Length);
        return true;
    }

    /// <summary>The field without a pair of quotes around it. Values other than text contain no quotes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ReadOnlySpan<byte> Unquoted(byte* at, int length) =>
        length >= 2 && *at == '"' && at[length - 1] == '"' ? new(at + 1, length - 2) : new(at, length);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryDoubleSlow(byte* at, int length, out double value) =>
        double.TryParse(Unquoted(at, length), NumberStyles.Float, CultureInfo.InvariantCulture, out value);
}
