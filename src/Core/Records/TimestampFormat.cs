using System.Globalization;
using System.Runtime.CompilerServices;

namespace Millrace.Records;

/// <summary>ISO 8601 times between bytes and microseconds since the Unix epoch.</summary>
internal static unsafe class TimestampFormat
{
    private const long UsPerDay = 86_400_000_000;

    // Days of each month of a common year (the 29th of February goes the long way); padded so that an index of four bits needs no check.
    private static ReadOnlySpan<byte> CommonDays => [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 0, 0, 0];

    /// <summary>
    /// The forms that files are full of: <c>2001-01-01T00:01:00</c>, the same with <c>Z</c>, and <c>2001-01-01T00:01</c>.
    /// Reads 20 bytes, digits by pairs in two words; false for any other form.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryShort(byte* at, int length, out long microseconds)
    {
        // XOR turns digits into 0..9 and the expected punctuation into 0.
        ulong date = Unsafe.ReadUnaligned<ulong>(at) ^ 0x2D30302D30303030;      // "0000-00-"
        ulong time = Unsafe.ReadUnaligned<ulong>(at + 8) ^ 0x30303A3030543030;  // "00T00:00"
        uint rest = Unsafe.ReadUnaligned<uint>(at + 16) ^ 0x5A30303A;           // ":00Z"
        if (length == 19) rest &= 0x00FFFFFF;
        else if (length == 16) rest = 0;
        else if (length != 20) goto Other;
        ulong bad = ((date + 0x7F76767F76767676) | date) | ((time + 0x76767F76767F7676) | time);
        uint badRest = (rest + 0x7F76767F) | rest;
        if (((bad & 0x8080808080808080) | (badRest & 0x80808080)) != 0) goto Other;

        date = date * 10 + (date >> 8);
        time = time * 10 + (time >> 8);
        rest = rest * 10 + (rest >> 8);
        uint year = (uint)(date & 0xFF) * 100 + (uint)((date >> 16) & 0xFF);
        uint month = (uint)(date >> 40) & 0xFF;
        uint day = (uint)time & 0xFF;
        uint hour = (uint)(time >> 24) & 0xFF;
        uint minute = (uint)(time >> 48) & 0xFF;
        uint second = (rest >> 8) & 0xFF;
        if (month - 1 > 11 | day - 1 >= CommonDays[(int)(month & 15)] | hour > 23 | minute > 59 | second > 59 | year == 0) goto Other;
        microseconds = Days(year, month, day) * UsPerDay + (hour * 3600 + minute * 60 + second) * 1_000_000L;
        return true;

    Other:
        microseconds = 0;
        return false;
    }

    /// <summary>Any form: date, <c>T</c>, <c>t</c> or space, time with or without seconds, fraction (cut at microseconds), zone.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (text.Length > 2 && text[^1] is (byte)'y' or (byte)'s') return TryOutside(text, out microseconds);
        if (text.Length < 10 || text[4] != '-' || text[7] != '-'
            || !Digits(text[..4], out uint year) || !Digits(text.Slice(5, 2), out uint month) || !Digits(text.Slice(8, 2), out uint day)
            || year == 0 || month - 1 > 11 || day == 0 || day > DateTime.DaysInMonth((int)year, (int)month)) return false;
        long result = Days(year, month, day) * UsPerDay;
        text = text[10..];
        if (text.Length > 0)
        {
            if (text[0] is not ((byte)'T' or (byte)'t' or (byte)' ') || !TryTime(text[1..], out long time)) return false;
            result += time;
        }
        microseconds = result;
        return true;
    }

    /// <summary>Writes a time in UTC with as many fractional digits as needed; returns the bytes written, at most 27.</summary>
    /// <remarks>Beyond the years 1 to 9999, which ISO 8601 cannot write: <c>-infinity</c>, <c>+infinity</c>, or microseconds as <c>253402300800000000us</c>.</remarks>
    public static int Write(long microseconds, byte* to)
    {
        long days = Math.DivRem(microseconds, UsPerDay, out long time);
        if (time < 0)
        {
            days--;
            time += UsPerDay;
        }
        if (days is < -719162 or > 2932896) return WriteOutside(microseconds, new Span<byte>(to, 27));
        Civil((int)days, out uint year, out uint month, out uint day);
        uint second = (uint)((ulong)time / 1_000_000);
        uint fraction = (uint)((ulong)time - second * 1_000_000UL);
        Pair(to, year / 100);
        Pair(to + 2, year % 100);
        to[4] = (byte)'-';
        Pair(to + 5, month);
        to[7] = (byte)'-';
        Pair(to + 8, day);
        to[10] = (byte)'T';
        Pair(to + 11, second / 3600);
        to[13] = (byte)':';
        Pair(to + 14, second / 60 % 60);
        to[16] = (byte)':';
        Pair(to + 17, second % 60);
        int at = 19;
        if (fraction != 0)
        {
            to[at++] = (byte)'.';
            for (uint unit = 100_000; fraction != 0; unit /= 10)
            {
                uint digit = fraction / unit;
                to[at++] = (byte)('0' + digit);
                fraction -= digit * unit;
            }
        }
        to[at++] = (byte)'Z';
        return at;
    }

    private static int WriteOutside(long microseconds, Span<byte> to)
    {
        if (microseconds is long.MinValue or long.MaxValue)
        {
            (microseconds < 0 ? "-infinity"u8 : "+infinity"u8).CopyTo(to);
            return 9;
        }
        microseconds.TryFormat(to, out int written, default, CultureInfo.InvariantCulture);
        "us"u8.CopyTo(to[written..]);
        return written + 2;
    }

    private static bool TryOutside(ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = text[0] == '-' ? long.MinValue : long.MaxValue;
        return text.SequenceEqual("-infinity"u8) || text.SequenceEqual("+infinity"u8)
            || (text.EndsWith("us"u8) && long.TryParse(text[..^2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out microseconds));
    }

    /// <summary>Two digits of a number below 100, the first in the low byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort Pair(uint value)
    {
        uint tens = value * 205 >> 11;
        return (ushort)(0x3030 + tens + (value - tens * 10 << 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(byte* to, uint value) => Unsafe.WriteUnaligned(to, Pair(value));

    private static bool TryTime(ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (text.Length < 5 || text[2] != ':' || !Digits(text[..2], out uint hour) || !Digits(text.Slice(3, 2), out uint minute)
            || hour > 23 || minute > 59) return false;
        long result = (hour * 3600 + minute * 60) * 1_000_000L;
        text = text[5..];
        if (text.Length > 0 && text[0] == ':')
        {
            if (text.Length < 3 || !Digits(text.Slice(1, 2), out uint second) || second > 59) return false;
            result += second * 1_000_000L;
            text = text[3..];
            if (text.Length > 1 && text[0] is (byte)'.' or (byte)',')
            {
                int at = 1;
                for (int unit = 100_000; at < text.Length && (uint)(text[at] - '0') <= 9; at++, unit /= 10)
                    result += (text[at] - '0') * unit;
                if (at == 1) return false;
                text = text[at..];
            }
        }
        if (!TryZone(text, out long offset)) return false;
        microseconds = result - offset;
        return true;
    }

    private static bool TryZone(ReadOnlySpan<byte> text, out long offsetUs)
    {
        offsetUs = 0;
        if (text.Length == 0 || (text.Length == 1 && text[0] is (byte)'Z' or (byte)'z')) return true;
        if (text.Length < 3 || text[0] is not ((byte)'+' or (byte)'-') || !Digits(text.Slice(1, 2), out uint hours)) return false;
        var rest = text[3..];
        if (rest.Length == 3 && rest[0] == ':') rest = rest[1..];
        uint minutes = 0;
        if ((rest.Length != 0 && (rest.Length != 2 || !Digits(rest, out minutes))) || hours > 23 || minutes > 59) return false;
        offsetUs = (hours * 60 + minutes) * 60_000_000L * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> text, out uint value)
    {
        value = 0;
        foreach (byte b in text)
        {
            uint digit = (uint)(b - '0');
            if (digit > 9) return false;
            value = value * 10 + digit;
        }
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Days(uint year, uint month, uint day)
    {
        // Years from March. 719468 days lie between 0000-03-01 and 1970-01-01.
        if (month <= 2)
        {
            year--;
            month += 12;
        }
        uint century = year / 100;
        // The days before a month from March to February are a line, rounded down: 0, 31, 61, ... 337.
        uint days = (year * 1461 >> 2) - century + (century >> 2) + (month * 979 - 2919 >> 5) + day;
        return (long)days - 1 - 719468;
    }

    // Inverse of Days, by 400-year eras as in H. Hinnant's chrono-compatible low-level date algorithms.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Civil(int days, out uint year, out uint month, out uint day)
    {
        uint shifted = (uint)(days + 719468);
        uint era = shifted / 146097;
        uint dayOfEra = shifted - era * 146097;
        uint yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
        uint dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        uint shiftedMonth = (5 * dayOfYear + 2) / 153;
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1;
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
        year = yearOfEra + era * 400 + (month <= 2 ? 1u : 0u);
    }
}
