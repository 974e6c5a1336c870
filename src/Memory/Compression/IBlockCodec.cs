namespace Millrace.Memory;

/// <summary>Compresses blocks of bytes, each on its own. Thread: any.</summary>
public interface IBlockCodec
{
    /// <summary>Name of the format, as frames and files note it.</summary>
    string Name { get; }

    /// <summary>False if compression cannot be used here; then leave it off and log <see cref="UnavailableReason"/> once.</summary>
    bool IsAvailable { get; }

    /// <summary>Why the codec is not available and what to do about it: one sentence for the log. Null if it is available.</summary>
    string? UnavailableReason { get; }

    /// <summary>Room that <see cref="Compress"/> needs at most for <paramref name="sizeBytes"/> bytes that do not compress.</summary>
    int MaxCompressedBytes(int sizeBytes);

    /// <summary>Compresses <paramref name="source"/>.</summary>
    /// <returns>Bytes written, or 0 if <paramref name="destination"/> is too small: give it less room than the source to learn whether compressing pays.</returns>
    /// <exception cref="InvalidOperationException">The codec is not available.</exception>
    int Compress(ReadOnlySpan<byte> source, Span<byte> destination);

    /// <summary>Restores a block into exactly the room of its original size.</summary>
    /// <exception cref="InvalidDataException">The block is corrupt, or its original had another size.</exception>
    /// <exception cref="InvalidOperationException">The codec is not available.</exception>
    void Decompress(ReadOnlySpan<byte> source, Span<byte> destination);
}
