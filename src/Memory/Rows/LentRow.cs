namespace Millrace.Memory;

/// <summary>Copies of rows for code that may keep what it must not: the text of a copy is wiped when it is taken back. Thread: one.</summary>
/// <remarks>
/// Copies lie one behind the other in a ring, so that text kept against the rules stays zero for a while: it then differs from the prefix
/// that <see cref="Utf8String"/> holds itself, and reading it is an error.
/// </remarks>
internal sealed unsafe class LentRow : IDisposable
{
    private const int RingBytes = 64 * 1024;

    private byte* _ring;
    private int _at;
    private byte* _lent;
    private int _lentBytes;
    // For rows longer than the ring.
    private byte* _large;
    private int _largeBytes;

    /// <summary>A copy of a row, until <see cref="TakeBack"/>.</summary>
    public T Lend<T, TRecord>(in T row) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        int sizeBytes = TRecord.TextBytes(in row);
        if (sizeBytes == 0) return row;
        // Left over if the code before has thrown.
        if (_lentBytes > 0) TakeBack();
        _lent = Take(sizeBytes);
        _lentBytes = sizeBytes;
        var area = new TextArea(_lent, sizeBytes);
        T copy = row;
        TRecord.MoveText(ref copy, ref area);
        return copy;
    }

    /// <summary>Wipes the text of the row lent last.</summary>
    public void TakeBack()
    {
        if (_lentBytes == 0) return;
        new Span<byte>(_lent, _lentBytes).Clear();
        _lentBytes = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        TakeBack();
        NativeBlocks.Return(_ring, RingBytes);
        NativeBlocks.Return(_large, _largeBytes);
        _ring = _large = null;
        _largeBytes = 0;
    }

    private byte* Take(int sizeBytes)
    {
        if (sizeBytes > RingBytes) return TakeLarge(sizeBytes);
        if (_ring == null) _ring = NativeBlocks.Rent(RingBytes);
        if (sizeBytes > RingBytes - _at) _at = 0;
        byte* at = _ring + _at;
        // Elements of lists lie at multiples of 8.
        _at = Math.Min(RingBytes, (_at + sizeBytes + 7) & ~7);
        return at;
    }

    private byte* TakeLarge(int sizeBytes)
    {
        if (sizeBytes > _largeBytes)
        {
            NativeBlocks.Return(_large, _largeBytes);
            _large = NativeBlocks.Rent(sizeBytes);
            _largeBytes = sizeBytes;
        }
        return _large;
    }
}
