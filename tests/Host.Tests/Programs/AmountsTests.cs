using Millrace.Hosting;

namespace Millrace.Host.Tests.Programs;

public sealed class AmountsTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(7.4, "7")]
    [InlineData(999.4, "999")]
    [InlineData(1234, "1.23 k")]
    [InlineData(99_949, "99.9 k")]
    [InlineData(2_440_000, "2.44 M")]
    [InlineData(245_000_000, "245 M")]
    [InlineData(999_960_000, "1.00 G")]
    public void Rates_have_three_digits(double rate, string expected) => Assert.Equal(expected, Amounts.Rate(rate));

    [Theory]
    [InlineData(0.214, "0.21 s")]
    [InlineData(12.54, "12.5 s")]
    [InlineData(185, "3:05")]
    [InlineData(3723, "1:02:03")]
    [InlineData(100_000, "27:46:40")]
    public void Times_are_short(double seconds, string expected) => Assert.Equal(expected, Amounts.Elapsed(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(1, "1 KB")]
    [InlineData(512 << 10, "512 KB")]
    [InlineData(3_500_000, "3.3 MB")]
    [InlineData(5L << 30, "5.0 GB")]
    public void Bytes_are_counted_in_1024s(long bytes, string text) => Assert.Equal(text, Amounts.Bytes(bytes));
}
