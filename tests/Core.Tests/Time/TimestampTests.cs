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
}
