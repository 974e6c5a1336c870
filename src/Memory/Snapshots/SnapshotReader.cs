using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Millrace.Memory;

/// <summary>
/// Gives back what <see cref="SnapshotWriter"/> took down, in the same order. The text of rows lies in the reader, so an operator keeps copies.
/// Thread: the subtask's, before its first row.
/// </summary>
/// <remarks>
/// An operator may read the parts of several subtasks, one after the other, each with <see cref="Owns"/> of its own: when parallelism has
/// changed, it keeps what belongs to it and adds it to what it holds.
/// </remarks>
public sealed unsafe class SnapshotReader
{
    // Pinned, so that rows can point at it.
    private readonly byte[] _bytes;
    private readonly Func<ulong, bool>? _owns;
    private int _at;

    /// <summary>Reads what a writer has written.</summary>
    /// <param name="bytes">Of <see cref="SnapshotWriter.ToArray"/>; copied.</param>
    /// <param name="owns">Tells by its hash whether a key belongs to the reading subtask; all do if not given.</param>
    /// <exception cref="InvalidDataException">The bytes are no snapshot.</exception>
    public SnapshotReader(ReadOnlySpan<byte> bytes, Func<ulong, bool>? owns = null)
    {
        var (shared, own) = SnapshotWriter.Parts(bytes);
        _bytes = Pinned(bytes[own]);
        _owns = owns;
        Shared = [new SnapshotReader(Pinned(bytes[shared]))];
    }

    private SnapshotReader(byte[] pinned)
    {
        _bytes = pinned;
        Shared = [];
    }

    /// <summary>What was written to be read by all: that of the subtask whose part this is, unless <see cref="ShareWith"/> has given it more.</summary>
    public IReadOnlyList<SnapshotReader> Shared { get; private set; }

    /// <summary>Index of the subtask that reads, from 0.</summary>
    public int Subtask { get; init; }

    /// <summary>Number of subtasks that share what was written.</summary>
    public int Parallelism { get; init; } = 1;

    /// <summary>True when everything has been read.</summary>
    public bool IsAtEnd => _at == _bytes.Length;

    /// <summary>True if a key belongs to the subtask that reads.</summary>
    /// <param name="hash">The key's hash.</param>
    public bool Owns(ulong hash) => _owns is null || _owns(hash);

    /// <summary>Lets it read what all subtasks of the operator have shared, when each takes up its own part alone.</summary>
    /// <param name="parts">Of <see cref="SnapshotWriter.ToArray"/>, one per subtask, its own among them.</param>
    public void ShareWith(IEnumerable<byte[]> parts) => Shared = [.. parts.Select(static part => new SnapshotReader(Pinned(part.AsSpan()[SnapshotWriter.Parts(part).Shared])))];

    /// <summary>Begins the part of an operator.</summary>
    /// <exception cref="InvalidDataException">Another part follows: the snapshot is of another job, or an operator has read too little or too much.</exception>
    public void Begin(string part)
    {
        string found = ReadName();
        if (found != part) throw new InvalidDataException($"The snapshot has '{found}' where '{part}' is restored; it was taken of another job.");
    }

    /// <summary>The name that <see cref="SnapshotWriter.Begin"/> wrote.</summary>
    public string ReadName()
    {
        int sizeBytes = Read<int>();
        if (sizeBytes < 0 || sizeBytes > _bytes.Length - _at) return "something else";
        _at += sizeBytes;
        return Encoding.UTF8.GetString(_bytes, _at - sizeBytes, sizeBytes);
    }

    /// <summary>Begins a block, and returns where it ends.</summary>
    public int BeginBlock()
    {
        int sizeBytes = Read<int>();
        if (sizeBytes < 0 || sizeBytes > _bytes.Length - _at) throw new InvalidDataException("The snapshot ends within a block.");
        return _at + sizeBytes;
    }

    /// <summary>Goes on behind a block.</summary>
    /// <param name="end">What <see cref="BeginBlock"/> returned.</param>
    public void EndBlock(int end) => _at = end;

    /// <summary>Reads a value that points at nothing.</summary>
    public T Read<T>() where T : unmanaged
    {
        var value = MemoryMarshal.Read<T>(_bytes.AsSpan(_at));
        _at += sizeof(T);
        return value;
    }

    /// <summary>Reads a row, whose text is valid as long as the reader.</summary>
    public T ReadRow<T, TRecord>() where T : unmanaged where TRecord : struct, IRecord<T>
    {
        T row = Read<T>();
        if (!TRecord.HasText) return row;
        int textBytes = Read<int>();
        ulong from = Read<ulong>();
        _at += -_at & (SnapshotWriter.TextAlignment - 1);
        if (textBytes < 0 || textBytes > _bytes.Length - _at) throw new InvalidDataException("The snapshot ends within a row.");
        var to = (ulong)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_bytes)) + (ulong)_at;
        TRecord.Rebase(ref row, new Rebase(from, to, textBytes) { Claims = ListClaims.Start(textBytes), ChecksText = true });
        _at += textBytes;
        return row;
    }

    private static byte[] Pinned(ReadOnlySpan<byte> bytes)
    {
        byte[] pinned = GC.AllocateUninitializedArray<byte>(bytes.Length, pinned: true);
        bytes.CopyTo(pinned);
        return pinned;
    }
}
