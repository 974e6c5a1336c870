using System.Runtime.CompilerServices;

namespace Millrace.Memory;

/// <summary>A block of text that was at one base address and is now at another.</summary>
/// <remarks>
/// Blocks come from files and other processes, so every address is checked: what does not lie inside the block is corrupt.
/// </remarks>
/// <param name="From">Base address at which the block was written.</param>
/// <param name="To">Base address at which it is now.</param>
/// <param name="SizeBytes">Size of the block; text outside it is corrupt.</param>
public readonly unsafe record struct Rebase(ulong From, ulong To, int SizeBytes)
{
    /// <summary>True if text must begin as its value says: in snapshots, which are read once.</summary>
    internal bool ChecksText { get; init; }

    /// <summary>Guards against lists that overlap; null for blocks made by this process.</summary>
    internal ListClaims? Claims { get; init; }

    /// <summary>The text at its new address. Throws <see cref="InvalidDataException"/> if it does not lie inside the block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Utf8String Apply(Utf8String text)
    {
        if (text.IsInline) return text;
        // Unsigned: a length with the top bit set is more than any block holds.
        ulong offset = text.Tail - From;
        if (offset > (ulong)SizeBytes || (uint)text.Length > (ulong)SizeBytes - offset) ThrowOutside((uint)text.Length);
        // What it begins with is damaged, or the place: else that would show only where somebody reads it.
        if (ChecksText && Unsafe.ReadUnaligned<uint>((byte*)(To + offset)) != (uint)(text.Head >> 32)) ThrowOther();
        return text.MovedTo((byte*)(To + offset));
    }

    /// <summary>The same for bytes that have changed since, so that they need not begin as the value says.</summary>
    internal Binary ApplyChanged(Binary bytes) => (this with { ChecksText = false }).Apply(bytes);

    /// <summary>The bytes at their new address. Throws <see cref="InvalidDataException"/> if they do not lie inside the block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Binary Apply(Binary bytes) => new(Apply(bytes.AsText()));

    /// <summary>
    /// The list at its new address, its elements rebased as well. Throws <see cref="InvalidDataException"/> if the elements do not lie
    /// inside the block, at a multiple of 8.
    /// </summary>
    public RecordList<T> Apply<T, TRecord>(in RecordList<T> list) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        if (list.IsEmpty) return default;
        ulong offset = (ulong)list.Elements - From;
        ulong sizeBytes = (ulong)(uint)list.Count * (ulong)sizeof(T);
        if (list.HasCorruptCount || offset > (ulong)SizeBytes || sizeBytes > (ulong)SizeBytes - offset || ((To + offset) & 7) != 0) ThrowOutside((long)sizeBytes);
        var elements = (T*)(To + offset);
        if (TRecord.HasText)
        {
            // Granules are counted from the block's start at its new address, where lists are aligned.
            if (Claims is { } claims && !claims.TryClaim(offset + (To & 7), sizeBytes)) ThrowOverlap();
            for (int i = 0; i < list.Count; i++) TRecord.Rebase(ref elements[i], in this);
        }
        return new RecordList<T>(elements, list.Count);
    }

    /// <summary>
    /// A block of state at its new address. Throws <see cref="InvalidDataException"/> if it does not lie inside the text, at a multiple of 8,
    /// or lies over another.
    /// </summary>
    internal byte* Apply(void* block, long sizeBytes)
    {
        ulong offset = (ulong)block - From;
        if (offset > (ulong)SizeBytes || (ulong)sizeBytes > (ulong)SizeBytes - offset || ((To + offset) & 7) != 0) ThrowOutside(sizeBytes);
        if (Claims is { } claims && !claims.TryClaim(offset + (To & 7), (ulong)sizeBytes)) ThrowOverlap();
        return (byte*)(To + offset);
    }

    private static void ThrowOverlap() =>
        throw new InvalidDataException("Two lists of a block lie over each other; the block is corrupt.");

    private static void ThrowOther() =>
        throw new InvalidDataException("A row points at text that does not begin as the row says; the block is corrupt.");

    private void ThrowOutside(long length) =>
        throw new InvalidDataException($"A row points at {length} bytes of text outside its own block of {SizeBytes} bytes; the block is corrupt.");
}
