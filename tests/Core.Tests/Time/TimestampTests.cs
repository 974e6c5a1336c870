namespace Millrace.Core.Tests.Time;

public class TimestampTests
{
    [Theory]
    [InlineData(0, "yyyy-MM-dd", "1970-01-01")]
    [InlineData(978_310_860_000_001, "yyyy-MM-dd", "2001-01-01")]
    [InlineData(978_310_860_000_001, "HH:mm:ss.ffffff", "01:01:00.000001")]
    [InlineData(978_310_860_000_000, "", "2001-01-01T01:01:00Z")]
    [InlineData(long.MaxValue, "", "+infinity")]
    [InlineData(-1, "yyyy", "1969")]
    public void It_has_the_formats_of_a_date(long microseconds, string format, string expected)
    {
        var time = new Timestamp(microseconds);
        Assert.Equal(expected, time.ToString(format, null));
        Assert.Equal(expected, Utf8String.From(time, format).ToString());
        Span<char> text = stackalloc char[expected.Length];
        Assert.True(time.TryFormat(text, out int written, format, null));
        Assert.Equal(expected, text[..written].ToString());
        Assert.False(time.TryFormat(text[1..], out written, format, null));
        Assert.Equal(0, written);
    }

    [Fact]
    public void Interpolated_text_takes_a_format() => Assert.Equal("day 2001-01-01", Utf8String.Format($"day {new Timestamp(978_310_860_000_001):yyyy-MM-dd}").ToString());

    [Fact]
    public void Sums_end_where_time_ends()
    {
        var second = Duration.Seconds(1);
        Assert.Equal(Timestamp.MaxValue, Timestamp.MaxValue + second);
        Assert.Equal(Timestamp.MaxValue, Timestamp.MaxValue - -second);
        Assert.Equal(Timestamp.MinValue, Timestamp.MinValue - second);
        Assert.Equal(Timestamp.MinValue, Timestamp.MinValue + -second);
        Assert.Equal(new Timestamp(long.MaxValue - 1_000_000), Timestamp.MaxValue - second);
        Assert.Equal(new Duration(long.MaxValue), Timestamp.MaxValue - Timestamp.MinValue);
        Assert.Equal(new Duration(long.MinValue), Timestamp.MinValue - Timestamp.MaxValue);
        Assert.Equal(Timestamp.Latest, Timestamp.Parse("9999-12-31T23:59:59.999999Z", null));
        Assert.Equal(Timestamp.Earliest, Timestamp.Parse("0001-01-01T00:00:00Z", null));
    }

    [Fact]
    public void Lengths_end_at_the_longest()
    {
        Duration longest = new(long.MaxValue), least = new(long.MinValue);
        Assert.Equal(longest, longest + longest);
        Assert.Equal(least, least - longest);
        Assert.Equal(longest, -least);
        Assert.Equal(longest, least / -1);
        Assert.Equal(longest, Duration.Days(10_000_000) * 1_000_000);
        Assert.Equal(least, Duration.Days(10_000_000) * -1_000_000);
        Assert.Equal(longest, least * -1);
        Assert.Equal(Duration.Days(-3), Duration.Days(1) * -3);
    }
}
