namespace Millrace.Memory;

/// <summary>LZ4 in its raw block format (as K4os, lz4-java and Flink write it), by the system's liblz4. Thread: any.</summary>
public sealed unsafe class Lz4Codec : IBlockCodec
{
    // LZ4_MAX_INPUT_SIZE of lz4.h.
    private const int MaxInputBytes = 0x7E000000;

    internal Lz4Codec(string? unavailableReason) => UnavailableReason = unavailableReason;

    /// <summary>The codec of this process.</summary>
    public static Lz4Codec Instance { get; } = new(Lz4Library.Load(Lz4Library.FileNames));

    /// <inheritdoc/>
    public string Name => "lz4";

    /// <inheritdoc/>
    public bool IsAvailable => UnavailableReason is null;

    /// <inheritdoc/>
    public string? UnavailableReason { get; }

    /// <inheritdoc/>
    public int MaxCompressedBytes(int sizeBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sizeBytes, MaxInputBytes);
        // LZ4_COMPRESSBOUND of lz4.h, so that sizing a buffer does not depend on the library.
        return sizeBytes + sizeBytes / 255 + 16;
    }

    /// <inheritdoc/>
    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        ThrowIfUnavailable();
        ArgumentOutOfRangeException.ThrowIfGreaterThan(source.Length, MaxInputBytes, nameof(source));
        fixed (byte* from = source, to = destination)
            return to == null ? 0 : Lz4Library.Compress(from, to, source.Length, destination.Length);
    }

    /// <inheritdoc/>
    public void Decompress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        ThrowIfUnavailable();
        // The library takes an empty target, but not a null one.
        byte nothing;
        int written;
        fixed (byte* from = source, to = destination)
            written = from == null ? -1 : Lz4Library.Decompress(from, to == null ? &nothing : to, source.Length, destination.Length);
        if (written != destination.Length)
            throw new InvalidDataException($"An LZ4 block of {source.Length} bytes does not restore to {destination.Length} bytes; it is corrupt.");
    }

    private void ThrowIfUnavailable()
    {
        if (UnavailableReason is { } reason) throw new InvalidOperationException(reason);
    }
}
