using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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
        _address = (byte*)NativeMemory.AlignedAlloc((nuint)sizeBytes + PaddingBytes, 64);
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
        NativeMemory.AlignedFree(_address);
        _address = null;
    }
}
