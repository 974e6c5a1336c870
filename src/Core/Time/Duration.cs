using System.Globalization;

namespace Millrace;

/// <summary>A length of time in microseconds. Sums and products that would be longer than the longest there is, are the longest.</summary>
/// <param name="Microseconds">The length; may be negative.</param>
public readonly record struct Duration(long Microseconds) : IComparable<Duration>, ISpanParsable<Duration>
{
    /// <summary>No time at all.</summary>
    public static readonly Duration Zero;

    /// <summary>A number of microseconds.</summary>
    public static Duration FromMicroseconds(long count) => new(count);
    /// <summary>A number of milliseconds.</summary>
    public static Duration Milliseconds(long count) => new(checked(count * 1_000));
    /// <summary>A number of seconds.</summary>
    public static Duration Seconds(long count) => new(checked(count * 1_000_000));
    /// <summary>A number of minutes.</summary>
    public static Duration Minutes(long count) => new(checked(count * 60_000_000));
    /// <summary>A number of hours.</summary>
    public static Duration Hours(long count) => new(checked(count * 3_600_000_000));
    /// <summary>A number of days of 24 hours.</summary>
    public static Duration Days(long count) => new(checked(count * 86_400_000_000));

    /// <summary>The same length as a <see cref="TimeSpan"/>.</summary>
    public TimeSpan ToTimeSpan() => TimeSpan.FromTicks(checked(Microseconds * 10));
    /// <summary>The same length, rounded down to microseconds.</summary>
    public static Duration FromTimeSpan(TimeSpan span) => new(span.Ticks / 10);

    /// <inheritdoc/>
    public int CompareTo(Duration other) => Microseconds.CompareTo(other.Microseconds);

    /// <summary>Parses a <see cref="TimeSpan"/> (<c>1.02:03:04.5</c>) or a number with a unit (<c>10s</c>; us, ms, s, m, h, d).</summary>
    public static Duration Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException($"'{s}' is not a duration; write for example 10s, 500ms, 1h or 01:30:00.");
    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static Duration Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);
    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static bool TryParse(string? s, IFormatProvider? provider, out Duration result) => TryParse(s.AsSpan(), provider, out result);
    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Duration result)
    {
        result = default;
        s = s.Trim();
        int digits = s.Length - s.TrimStart("-0123456789").Length;
        if (digits > 0 && long.TryParse(s[..digits], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long count))
        {
            long unit = s[digits..] switch { "us" => 1, "ms" => 1_000, "s" => 1_000_000, "m" => 60_000_000, "h" => 3_600_000_000, "d" => 86_400_000_000, _ => 0 };
            if (unit != 0)
            {
                Int128 total = (Int128)count * unit;
                if (total < long.MinValue || total > long.MaxValue) return false;
                result = new Duration((long)total);
                return true;
            }
        }
        if (s.IndexOf(':') < 0 || !TimeSpan.TryParse(s, CultureInfo.InvariantCulture, out var span)) return false;
        result = FromTimeSpan(span);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Microseconds is < -922_337_203_685_477_580 or > 922_337_203_685_477_580
        ? string.Create(CultureInfo.InvariantCulture, $"{Microseconds}us") : ToTimeSpan().ToString("c", CultureInfo.InvariantCulture);

    /// <summary>Sum.</summary>
    public static Duration operator +(Duration left, Duration right) => new(TimeMath.Add(left.Microseconds, right.Microseconds));
    /// <summary>Difference.</summary>
    public static Duration operator -(Duration left, Duration right) => new(TimeMath.Subtract(left.Microseconds, right.Microseconds));
    /// <summary>The opposite.</summary>
    public static Duration operator -(Duration value) => new(TimeMath.Subtract(0, value.Microseconds));
    /// <summary>Multiple.</summary>
    public static Duration operator *(Duration value, long factor) => new(TimeMath.Multiply(value.Microseconds, factor));
    /// <summary>Part, rounded towards zero.</summary>
    public static Duration operator /(Duration value, long divisor) => new(divisor == -1 ? TimeMath.Subtract(0, value.Microseconds) : value.Microseconds / divisor);
    /// <summary>Order.</summary>
    public static bool operator <(Duration left, Duration right) => left.Microseconds < right.Microseconds;
    /// <summary>Order.</summary>
    public static bool operator >(Duration left, Duration right) => left.Microseconds > right.Microseconds;
    /// <summary>Order.</summary>
    public static bool operator <=(Duration left, Duration right) => left.Microseconds <= right.Microseconds;
    /// <summary>Order.</summary>
    public static bool operator >=(Duration left, Duration right) => left.Microseconds >= right.Microseconds;
}
