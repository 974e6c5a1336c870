using System.Runtime.InteropServices;
using System.Text;

namespace Millrace.Memory;

/// <summary>
/// Takes down what operators keep, in a form that depends on no address: values as they lie in memory, rows with their text behind them.
/// Thread: the subtask's, between rows.
/// </summary>
/// <remarks>Operators write one after the other, each after a <see cref="Begin"/>, and <see cref="SnapshotReader"/> reads in the same order.</remarks>
public sealed unsafe class SnapshotWriter
{
    internal const int TextAlignment = 8;

    // In front of what is shared: its size.
    private const int HeaderBytes = 8;

    private byte[] _bytes = new byte[256];
    private SnapshotWriter? _shared;

    /// <summary>Bytes written.</summary>
    public int SizeBytes { get; private set; }

    /// <summary>What is written here is read by all subtasks of the operator, whatever becomes of the rest: <see cref="SnapshotReader.Shared"/>.</summary>
    public SnapshotWriter Shared => _shared ??= new SnapshotWriter();

    /// <summary>Begins the part of an operator.</summary>
    /// <param name="part">What the part is: the operator's kind and name, so that it is never read by another.</param>
    public void Begin(string part)
    {
        ArgumentNullException.ThrowIfNull(part);
        int sizeBytes = Encoding.UTF8.GetByteCount(part);
        Write(sizeBytes);
        Encoding.UTF8.GetBytes(part, Reserve(sizeBytes));
    }

    /// <summary>Begins what a reader may pass over as a whole; <see cref="EndBlock"/> ends it.</summary>
    /// <returns>Where it begins.</returns>
    public int BeginBlock()
    {
        Write(0);
        return SizeBytes;
    }

    /// <summary>Ends the block that begins at <paramref name="start"/>.</summary>
    public void EndBlock(int start) => MemoryMarshal.Write(_bytes.AsSpan(start - sizeof(int)), SizeBytes - start);

    /// <summary>Writes a value that points at nothing.</summary>
    public void Write<T>(T value) where T : unmanaged
    {
        MemoryMarshal.Write(Reserve(sizeof(T)), in value);
    }

    /// <summary>Writes a row, or an accumulator, and its text.</summary>
    public void WriteRow<T, TRecord>(in T row) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        T copy = row;
        TRecord.ClearPadding(ref copy);
        int textBytes = TRecord.HasText ? TRecord.TextBytes(in row) : 0;
        if (!TRecord.HasText)
        {
            Write(copy);
            return;
        }
        // Text is moved to where it stays during the call, then noted with that address, as in every block.
        byte* text = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(textBytes, 1), TextAlignment);
        try
        {
            new Span<byte>(text, textBytes).Clear();
            var area = new TextArea(text, textBytes);
            TRecord.MoveText(ref copy, ref area);
            Write(copy);
            Write(textBytes);
            Write((ulong)text);
            Align();
            new ReadOnlySpan<byte>(text, textBytes).CopyTo(Reserve(textBytes));
        }
        finally
        {
            NativeMemory.AlignedFree(text);
        }
    }

    /// <summary>Writes rows one after the other, with their number.</summary>
    public void WriteRows<T, TRecord>(ReadOnlySpan<T> rows) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        Write(rows.Length);
        foreach (ref readonly T row in rows) WriteRow<T, TRecord>(in row);
    }

    /// <summary>What was written.</summary>
    public byte[] ToArray()
    {
        int sharedBytes = _shared?.SizeBytes ?? 0, start = HeaderBytes + Aligned(sharedBytes);
        byte[] all = new byte[start + SizeBytes];
        MemoryMarshal.Write(all, in sharedBytes);
        _shared?._bytes.AsSpan(0, sharedBytes).CopyTo(all.AsSpan(HeaderBytes));
        _bytes.AsSpan(0, SizeBytes).CopyTo(all.AsSpan(start));
        return all;
    }

    /// <summary>Finds the two parts of what <see cref="ToArray"/> gave.</summary>
    internal static (Range Shared, Range Own) Parts(ReadOnlySpan<byte> all)
    {
        int sharedBytes = all.Length < HeaderBytes ? -1 : MemoryMarshal.Read<int>(all);
        if (sharedBytes < 0 || sharedBytes > all.Length - HeaderBytes || HeaderBytes + Aligned(sharedBytes) > all.Length) throw new InvalidDataException("These bytes are no snapshot.");
        return (HeaderBytes..(HeaderBytes + sharedBytes), (HeaderBytes + Aligned(sharedBytes))..all.Length);
    }

    private static int Aligned(int sizeBytes) => (sizeBytes + TextAlignment - 1) & -TextAlignment;

    private void Align() => Reserve(-SizeBytes & (TextAlignment - 1)).Clear();

    private Span<byte> Reserve(int sizeBytes)
    {
        if (sizeBytes > _bytes.Length - SizeBytes) Array.Resize(ref _bytes, (int)Math.Clamp(2L * _bytes.Length, SizeBytes + (long)sizeBytes, Array.MaxLength));
        var reserved = _bytes.AsSpan(SizeBytes, sizeBytes);
        SizeBytes += sizeBytes;
        return reserved;
    }
}
