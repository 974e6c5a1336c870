using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>The runs that one subtask has on disk: blocks, compressed where that makes them smaller. Thread: one at a time, of a device; blocks.</summary>
internal sealed class SpillFile(SpillDirectory directory) : IDisposable
{
    private FileStream? _file;
    private long _length;
    private byte[] _plain = [];
    private byte[] _packed = [];

    /// <summary>Bytes written.</summary>
    public long Length => Volatile.Read(ref _length);

    /// <summary>Room to put a block together in, before <see cref="Append"/>.</summary>
    public Span<byte> Room(int sizeBytes) => Sized(ref _plain, sizeBytes);

    /// <summary>Writes what <see cref="Room"/> holds.</summary>
    public SpilledBlock Append(int sizeBytes)
    {
        ReadOnlySpan<byte> stored = _plain.AsSpan(0, sizeBytes);
        var codec = Lz4Codec.Instance;
        if (codec.IsAvailable)
        {
            // Less room than the block takes: what does not become smaller stays as it is.
            var packed = Sized(ref _packed, sizeBytes - 1);
            int packedBytes = codec.Compress(stored, packed);
            if (packedBytes > 0) stored = packed[..packedBytes];
        }
        try
        {
            _file ??= directory.CreateFile();
            RandomAccess.Write(_file.SafeFileHandle, stored, _length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw directory.Explain(error);
        }
        var block = new SpilledBlock(_length, stored.Length, sizeBytes);
        Volatile.Write(ref _length, _length + stored.Length);
        return block;
    }

    /// <summary>Reads a block. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Read(in SpilledBlock block)
    {
        bool isPacked = block.StoredBytes < block.SizeBytes;
        var stored = isPacked ? Sized(ref _packed, block.StoredBytes) : Sized(ref _plain, block.SizeBytes);
        try
        {
            for (int at = 0; at < stored.Length;)
            {
                int read = RandomAccess.Read(_file!.SafeFileHandle, stored[at..], block.Offset + at);
                if (read == 0) throw new EndOfStreamException($"{_file.Name} ends at {block.Offset + at}, within a block that was written to it.");
                at += read;
            }
        }
        catch (IOException error)
        {
            throw directory.Explain(error);
        }
        if (!isPacked) return stored;
        var plain = Sized(ref _plain, block.SizeBytes);
        Lz4Codec.Instance.Decompress(stored, plain);
        return plain;
    }

    /// <summary>Closes the file and deletes it.</summary>
    public void Dispose()
    {
        if (_file is null) return;
        string name = _file.Name;
        _file.Dispose();
        _file = null;
        File.Delete(name);
    }

    private static Span<byte> Sized(ref byte[] buffer, int sizeBytes)
    {
        if (buffer.Length < sizeBytes) buffer = GC.AllocateUninitializedArray<byte>(Math.Max(sizeBytes, Segment.StandardBytes));
        return buffer.AsSpan(0, sizeBytes);
    }
}
