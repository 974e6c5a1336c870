using System.Runtime.CompilerServices;

namespace Millrace.Memory;

/// <summary>A block of rows that was at one base address and is now at another.</summary>
/// <param name="From">Base address at which the block was written.</param>
/// <param name="To">Base address at which it is now.</param>
/// <param name="SizeBytes">Size of the block; text outside it is corrupt.</param>
public readonly unsafe record struct Rebase(ulong From, ulong To, int SizeBytes)
{
    /// <summary>The text at its new address. Throws <see cref="InvalidDataException"/> if it does not lie inside the block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Utf8String Apply(Utf8String text)
    {
        if (text.IsInline) return text;
        ulong offset = text.Tail - From;
        if (offset > (ulong)SizeBytes || (ulong)text.Length > (ulong)SizeBytes - offset) ThrowOutside(text.Length);
        return text.MovedTo((byte*)(To + offset));
    }

    private void ThrowOutside(int length) =>
        throw new InvalidDataException($"A row points at {length} bytes of text outside its own block of {SizeBytes} bytes; the block is corrupt.");
}
