using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Millrace.Memory;

namespace Millrace;

/// <summary>
/// Bytes of any kind in 16 bytes, stored like <see cref="Utf8String"/>: 12 bytes or less in the value itself, more behind
/// an address in native memory, with the same lifetime.
/// </summary>
public readonly unsafe struct Binary : IEquatable<Binary>, IComparable<Binary>, IComparable, ITextHolder
{
    private readonly Utf8String _bytes;

    internal Binary(Utf8String bytes) => _bytes = bytes;

    /// <summary>Number of bytes.</summary>
    public int Length => _bytes.Length;

    /// <summary>True if there are no bytes (the default value).</summary>
    public bool IsEmpty => _bytes.IsEmpty;

    /// <summary>True if the bytes live in the value itself.</summary>
    public bool IsInline => _bytes.IsInline;

    /// <summary>The bytes.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Span => _bytes.Span;

    /// <summary>The byte at a position.</summary>
    public byte this[int index] => _bytes[index];

    /// <summary>The same bytes seen as text, whether or not they are UTF-8.</summary>
    public Utf8String AsText() => _bytes;

    /// <summary>The bytes of a text.</summary>
    public static Binary Of(Utf8String text) => new(text);

    /// <summary>Copies bytes: inline, or into the scratch arena of the running step.</summary>
    public static Binary Copy(ReadOnlySpan<byte> bytes) => new(Utf8String.Copy(bytes));

    /// <summary>Copies bytes; see <see cref="Copy"/>.</summary>
    public static implicit operator Binary(ReadOnlySpan<byte> bytes) => Copy(bytes);

    /// <summary>Copies bytes; see <see cref="Copy"/>.</summary>
    public static implicit operator Binary(byte[] bytes) => Copy(bytes);

    /// <summary>Bytes that stay where they are: the caller vouches that they are native (or pinned) and outlive the value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Binary At(byte* bytes, int length) => new(Utf8String.At(bytes, length));

    /// <summary>Part of the bytes, sharing them; also written <c>bytes[2..5]</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part does not lie inside.</exception>
    public Binary Slice(int start, int length) => new(_bytes.Slice(start, length));

    /// <summary>A managed copy.</summary>
    public byte[] ToArray()
    {
        _bytes.CheckLife();
        return Span.ToArray();
    }

    /// <summary>The key hash of the content.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Hash() => _bytes.Hash();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(Binary other) => _bytes.Equals(other._bytes);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Binary other && Equals(other);

    /// <summary>Orders by bytes, as unsigned numbers.</summary>
    public int CompareTo(Binary other) => _bytes.CompareTo(other._bytes);

    int IComparable.CompareTo(object? obj) => obj is null ? 1 : CompareTo((Binary)obj);

    /// <inheritdoc/>
    public override int GetHashCode() => _bytes.GetHashCode();

    /// <summary>The bytes in hexadecimal (allocates).</summary>
    public override string ToString()
    {
        _bytes.CheckLife();
        return Convert.ToHexString(Span);
    }

    /// <summary>Equality of content.</summary>
    public static bool operator ==(Binary left, Binary right) => left.Equals(right);

    /// <summary>Inequality of content.</summary>
    public static bool operator !=(Binary left, Binary right) => !left.Equals(right);

    /// <summary>Order of content.</summary>
    public static bool operator <(Binary left, Binary right) => left.CompareTo(right) < 0;

    /// <summary>Order of content.</summary>
    public static bool operator >(Binary left, Binary right) => left.CompareTo(right) > 0;

    /// <summary>Order of content.</summary>
    public static bool operator <=(Binary left, Binary right) => left.CompareTo(right) <= 0;

    /// <summary>Order of content.</summary>
    public static bool operator >=(Binary left, Binary right) => left.CompareTo(right) >= 0;
}
