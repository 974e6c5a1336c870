namespace Millrace.Memory.Tests.Compression;

public sealed class Lz4CodecTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(32 * 1024)]
    [InlineData(1_000_000)]
    public void What_was_compressed_is_restored(int sizeBytes)
    {
        Lz4Codec codec = Lz4Codec.Instance;
        if (!codec.IsAvailable) return;
        var random = new Random(sizeBytes);
        foreach (int alphabet in new[] { 1, 4, 256 })
        {
            byte[] source = [.. Enumerable.Range(0, sizeBytes).Select(_ => (byte)random.Next(alphabet))];
            byte[] compressed = new byte[codec.MaxCompressedBytes(sizeBytes)];
            int length = codec.Compress(source, compressed);
            Assert.InRange(length, 1, compressed.Length);
            if (alphabet == 1 && sizeBytes > 1_000) Assert.InRange(length, 1, sizeBytes / 2);
            byte[] restored = new byte[sizeBytes];
            codec.Decompress(compressed.AsSpan(0, length), restored);
            Assert.Equal(source, restored);
        }
    }

    [Fact]
    public void The_block_format_is_that_of_every_other_lz4()
    {
        if (!Lz4Codec.Instance.IsAvailable) return;
        // By hand: 1 literal "a", a match of 4 + 15 + 75 = 94 at distance 1, 5 literals "aaaaa".
        byte[] block = [0x1f, (byte)'a', 0x01, 0x00, 75, 0x50, .. "aaaaa"u8];
        byte[] restored = new byte[100];
        Lz4Codec.Instance.Decompress(block, restored);
        Assert.Equal(-1, restored.AsSpan().IndexOfAnyExcept((byte)'a'));
    }

    [Fact]
    public void Too_little_room_means_that_compressing_does_not_pay()
    {
        if (!Lz4Codec.Instance.IsAvailable) return;
        byte[] noise = new byte[10_000];
        new Random(1).NextBytes(noise);
        Assert.Equal(0, Lz4Codec.Instance.Compress(noise, new byte[9_000]));
        Assert.Equal(0, Lz4Codec.Instance.Compress(noise, []));
    }

    [Fact]
    public void A_corrupt_block_is_an_error()
    {
        Lz4Codec codec = Lz4Codec.Instance;
        if (!codec.IsAvailable) return;
        byte[] source = [.. Enumerable.Range(0, 5_000).Select(i => (byte)(i % 10))];
        byte[] compressed = new byte[codec.MaxCompressedBytes(source.Length)];
        int length = codec.Compress(source, compressed);
        Assert.Throws<InvalidDataException>(() => codec.Decompress(compressed.AsSpan(0, length / 2), new byte[source.Length]));
        Assert.Throws<InvalidDataException>(() => codec.Decompress(compressed.AsSpan(0, length), new byte[source.Length - 1]));
        Assert.Throws<InvalidDataException>(() => codec.Decompress(compressed.AsSpan(0, length), new byte[source.Length + 1]));
        Assert.Throws<InvalidDataException>(() => codec.Decompress([], new byte[1]));
    }

    [Fact]
    public void Without_the_library_there_is_one_reason_that_says_what_to_do()
    {
        string? reason = Lz4Library.Load(["libno-such-lz4.so.1"]);
        var codec = new Lz4Codec(reason);
        Assert.False(codec.IsAvailable);
        Assert.Contains("libno-such-lz4.so.1", codec.UnavailableReason, StringComparison.Ordinal);
        Assert.Contains("install", codec.UnavailableReason, StringComparison.Ordinal);
        Assert.Equal(reason, Assert.Throws<InvalidOperationException>(() => codec.Compress("a"u8, new byte[20])).Message);
    }
}
