using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Millrace.Memory;

namespace Millrace.Connectors;

/// <summary>
/// The part of an input that is being parsed: contiguous native bytes, of which <see cref="From"/> to <see cref="To"/> are
/// unread. An unfinished row moves to the front of the next buffer. Thread: the subtask's; never blocks.
/// </summary>
internal sealed class InputWindow(InputFile file, long offset, long end, BufferPool pool, Action wake) : IDisposable
{
    private readonly ReadAhead _ahead = new(() => file.Open(offset, end), pool, wake);
    private NativeBuffer? _buffer;
    private bool _isLarge;
    // Of a file that cannot be read again: where its bytes begin in the buffer, and the lines before.
    private int _first;
    private long _linesBefore = file.LinesBefore;

    /// <summary>First byte of the buffer; positions count from it. The bytes are writable.</summary>
    public ref byte Origin => ref _buffer!.Origin;

    /// <summary>Size of the buffer with its padding: what may be read from <see cref="Origin"/> on.</summary>
    public int SizeBytes => _buffer is null ? 0 : _buffer.SizeBytes + NativeBuffer.PaddingBytes;

    /// <summary>Position of the first unread byte; the user of the window moves it.</summary>
    public int From { get; set; }

    /// <summary>Position behind the last byte of data.</summary>
    public int To { get; private set; }

    /// <summary>Offset in the input of position 0.</summary>
    public long Base { get; private set; } = offset;

    /// <summary>True if no data follows. The last line then has a line break, added where the input has none.</summary>
    public bool IsLast { get; private set; }

    /// <summary>Adds data behind the unread bytes, which may move; earlier positions and text are void.</summary>
    public ReadResult Advance()
    {
        if (IsLast) return ReadResult.End;
        var result = _ahead.TryTake(out var next, out int length, out bool last);
        if (result != ReadResult.Rows) return result;
        int rest = To - From;
        if (rest <= pool.HeadroomBytes)
        {
            int start = pool.HeadroomBytes - rest;
            if (rest > 0) Unread.CopyTo(next.Span[start..]);
            Replace(next, large: false, start, pool.HeadroomBytes + length);
        }
        else
        {
            var data = next.Span.Slice(pool.HeadroomBytes, length);
            if (!_isLarge || To + length > _buffer!.SizeBytes)
            {
                // Doubling keeps the copying of a very long row linear.
                var large = pool.RentLarge((int)Math.Min(2L * rest + length, Array.MaxLength));
                Unread.CopyTo(large.Span);
                Replace(large, large: true, 0, rest);
            }
            data.CopyTo(_buffer!.Span[To..]);
            To += length;
            _ahead.Release(next);
        }
        IsLast = last;
        if (last && To > From && Unsafe.Add(ref Origin, To - 1) != (byte)'\n')
            Unsafe.Add(ref Origin, To++) = (byte)'\n';
        return ReadResult.Rows;
    }

    public ReadOnlySpan<byte> Unread => _buffer is null ? default : Bytes(From, To - From);

    /// <summary>Bytes of the window by position.</summary>
    public Span<byte> Bytes(int from, int length) =>
        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref Origin, from), length);

    /// <summary>For errors: the number, from 1, of the line that holds a position. May be slow.</summary>
    public long LineAt(int position) => file.IsLive
        ? 1 + _linesBefore + Bytes(_first, position - _first).Count((byte)'\n')
        : LineNumber.At(file, Base + position);

    private void Replace(NativeBuffer buffer, bool large, int from, int to)
    {
        if (file.IsLive && _buffer is not null) _linesBefore += Bytes(_first, From - _first).Count((byte)'\n');
        _first = from;
        Base += From - from;
        Drop();
        (_buffer, _isLarge, From, To) = (buffer, large, from, to);
    }

    private void Drop()
    {
        if (_buffer is null) return;
        if (_isLarge) pool.Return(_buffer);
        else _ahead.Release(_buffer);
        _buffer = null;
    }

    public void Dispose()
    {
        Drop();
        _ahead.Dispose();
        file.Stop();
    }
}
