using System.Globalization;

namespace Millrace;

/// <summary>A point in time: microseconds since 1970-01-01T00:00:00Z.</summary>
/// <param name="Microseconds">Microseconds since the Unix epoch; negative before it.</param>
public readonly record struct Timestamp(long Microseconds) : IComparable<Timestamp>, ISpanParsable<Timestamp>, ISpanFormattable, IUtf8SpanFormattable
{
    /// <summary>Before every other time.</summary>
    public static readonly Timestamp MinValue = new(long.MinValue);
    /// <summary>After every other time.</summary>
    public static readonly Timestamp MaxValue = new(long.MaxValue);

    /// <summary>The first event time that a row can have: the beginning of the year 1.</summary>
    public static readonly Timestamp Earliest = new(EarliestUs);
    /// <summary>The last event time that a row can have: the end of the year 9999.</summary>
    public static readonly Timestamp Latest = new(LatestUs);

    internal const long EarliestUs = -62_135_596_800_000_000;
    internal const long LatestUs = 253_402_300_799_999_999;

    /// <summary>Milliseconds since the Unix epoch.</summary>
    public static Timestamp FromUnixMilliseconds(long count) => new(checked(count * 1_000));
    /// <summary>Seconds since the Unix epoch.</summary>
    public static Timestamp FromUnixSeconds(long count) => new(checked(count * 1_000_000));
    /// <summary>The same instant; a time of unspecified kind is taken as UTC.</summary>
    public static Timestamp FromDateTime(DateTime time) =>
        new(((time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : time).Ticks - DateTime.UnixEpoch.Ticks) / 10);
    /// <summary>The same instant in UTC. Throws <see cref="ArgumentOutOfRangeException"/> outside the years 1 to 9999.</summary>
    public DateTime ToDateTime() => DateTime.UnixEpoch.AddTicks(checked(Microseconds * 10));

    /// <inheritdoc/>
    public int CompareTo(Timestamp other) => Microseconds.CompareTo(other.Microseconds);

    /// <summary>Parses ISO 8601 (<c>2001-01-01T05:00:00Z</c>); without a zone it is UTC.</summary>
    public static Timestamp Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException($"'{s}' is not a time; write for example 2001-01-01T05:00:00Z.");
    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static Timestamp Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);
    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static bool TryParse(string? s, IFormatProvider? provider, out Timestamp result) => TryParse(s.AsSpan(), provider, out result);
    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Timestamp result)
    {
        bool ok = DateTimeOffset.TryParse(s, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time);
        result = ok ? new Timestamp((time.UtcTicks - DateTime.UnixEpoch.Ticks) / 10) : default;
        return ok;
    }

    /// <summary>ISO 8601 in UTC, with as many fractional digits as needed; outside the years 1 to 9999 the microseconds, as <c>253402300800000000us</c>.</summary>
    public override string ToString() =>
        Microseconds == long.MinValue ? "-infinity"
        : Microseconds == long.MaxValue ? "+infinity"
        : Microseconds is < EarliestUs or > LatestUs ? string.Create(CultureInfo.InvariantCulture, $"{Microseconds}us")
        : ToDateTime().ToString(Microseconds % 1_000_000 == 0 ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:ss.FFFFFFZ", CultureInfo.InvariantCulture);

    /// <summary>In UTC by a format of <see cref="DateTime"/>, such as <c>yyyy-MM-dd</c>; without one, as <see cref="ToString()"/>.</summary>
    /// <param name="format">The format.</param>
    /// <param name="formatProvider">The culture; null for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is a format, and the time is outside the years 1 to 9999.</exception>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        string.IsNullOrEmpty(format) ? ToString() : ToDateTime().ToString(format, formatProvider ?? CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        if (!format.IsEmpty) return ToDateTime().TryFormat(destination, out charsWritten, format, provider ?? CultureInfo.InvariantCulture);
        string text = ToString();
        bool fits = text.TryCopyTo(destination);
        charsWritten = fits ? text.Length : 0;
        return fits;
    }

    /// <inheritdoc/>
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        format.IsEmpty ? System.Text.Encoding.UTF8.TryGetBytes(ToString(), utf8Destination, out bytesWritten)
        : ToDateTime().TryFormat(utf8Destination, out bytesWritten, format, provider ?? CultureInfo.InvariantCulture);

    /// <summary>Later time; <see cref="MaxValue"/> where it would lie behind that, <see cref="MinValue"/> before that.</summary>
    public static Timestamp operator +(Timestamp time, Duration duration) => new(TimeMath.Add(time.Microseconds, duration.Microseconds));
    /// <summary>Earlier time; <see cref="MinValue"/> where it would lie before that, <see cref="MaxValue"/> behind that.</summary>
    public static Timestamp operator -(Timestamp time, Duration duration) => new(TimeMath.Subtract(time.Microseconds, duration.Microseconds));
    /// <summary>Time between; the longest there is where it would be longer.</summary>
    public static Duration operator -(Timestamp left, Timestamp right) => new(TimeMath.Subtract(left.Microseconds, right.Microseconds));
    /// <summary>Order.</summary>
    public static bool operator <(Timestamp left, Timestamp right) => left.Microseconds < right.Microseconds;
    /// <summary>Order.</summary>
    public static bool operator >(Timestamp left, Timestamp right) => left.Microseconds > right.Microseconds;
    /// <summary>Order.</summary>
    public static bool operator <=(Timestamp left, Timestamp right) => left.Microseconds <= right.Microseconds;
    /// <summary>Order.</summary>
    public static bool operator >=(Timestamp left, Timestamp right) => left.Microseconds >= right.Microseconds;
}
