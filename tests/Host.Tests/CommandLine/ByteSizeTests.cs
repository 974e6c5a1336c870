using Millrace.Hosting;

namespace Millrace.Host.Tests.CommandLine;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("1048576", 1048576)]
    [InlineData("1MB", 1L << 20)]
    [InlineData("512mb", 512L << 20)]
    [InlineData("2GiB", 2L << 30)]
    [InlineData("2g", 2L << 30)]
    [InlineData("1.5 KiB", 1536)]
    [InlineData("64k", 65536)]
    [InlineData("3TB", 3L << 40)]
    [InlineData("0", 0)]
    public void Sizes_are_read(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out long read));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MB")]
    [InlineData("-1MB")]
    [InlineData("12 apples")]
    [InlineData("1..5GB")]
    [InlineData("99999999999999TB")]
    public void Nonsense_is_no_size(string text) => Assert.False(ByteSize.TryParse(text, out _));
}
