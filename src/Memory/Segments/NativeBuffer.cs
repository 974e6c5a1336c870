using System.Runtime.CompilerServices;

namespace Millrace.Memory;

/// <summary>A block of native memory for input and output; long text may point into it. Owner: whoever made it.</summary>
public sealed unsafe class NativeBuffer : IDisposable
{
    /// <summary>Bytes behind <see cref="Span"/> that may be read (and written), so that vector loads need no special end.</summary>
    public const int PaddingBytes = 64;

    private byte* _address;

    /// <summary>Allocates; the bytes have no particular value.</summary>
    public NativeBuffer(int sizeBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeBytes);
        _address = NativeBlocks.Rent(checked(sizeBytes + PaddingBytes));
        SizeBytes = sizeBytes;
    }

    /// <summary>Size without the padding.</summary>
    public int SizeBytes { get; }

    /// <summary>The bytes without the padding.</summary>
    public Span<byte> Span => new(_address, SizeBytes);

    internal ref byte Origin
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref *_address;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeBlocks.Return(_address, SizeBytes + PaddingBytes);
        _address = null;
    }
}
