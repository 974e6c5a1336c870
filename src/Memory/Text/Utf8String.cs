using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Millrace.Memory;

namespace Millrace;

/// <summary>
/// UTF-8 text in 16 bytes: length, a 4-byte prefix, and either the text itself (12 bytes or less) or the
/// address of the text in native memory.
/// </summary>
/// <remarks>
/// <para>A long text is valid while the operator call that received it runs; rows and state copy it into their own
/// segment. Keep a copy with <see cref="ToString()"/> to hold it longer. A text kept past its life is a build error where the compiler
/// sees it (MR1111). Elsewhere it never crashes; <see cref="ToString()"/>, formatting and hashing for .NET collections throw
/// <see cref="InvalidOperationException"/> if the memory no longer holds the text's first four bytes.</para>
/// <para>All comparisons are ordinal, byte by byte, and all positions count bytes. More operations are extension methods
/// (<see cref="Utf8StringExtensions"/>). A slice shares the bytes of the text it was cut from; text that is new is inline
/// or in the scratch arena of the running step, so none of this allocates managed memory.</para>
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
public readonly unsafe struct Utf8String : IEquatable<Utf8String>, IComparable<Utf8String>, IComparable,
    ISpanFormattable, IUtf8SpanFormattable, ISpanParsable<Utf8String>, IUtf8SpanParsable<Utf8String>, ITextHolder
{
    /// <summary>The longest text, in bytes, that is stored in the value itself.</summary>
    public const int MaxInlineLength = 12;

    // Low half: length. High half: the first four bytes, zero padded. Little endian puts the inline bytes at 4..15.
    private readonly ulong _head;
    // Inline: bytes 4..11, zero padded. Otherwise: the address of the whole text, prefix included.
    private readonly ulong _tail;

    private Utf8String(ulong head, ulong tail) { _head = head; _tail = tail; }

    /// <summary>Length in bytes.</summary>
    public int Length => (int)(uint)_head;

    /// <summary>True for the empty text (the default value).</summary>
    public bool IsEmpty => (uint)_head == 0;

    /// <summary>True if the text lives in the value itself, so that the value never dangles.</summary>
    public bool IsInline => (uint)_head <= MaxInlineLength;

    /// <summary>The bytes of the text.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Span => IsInline
        ? MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref Unsafe.As<ulong, byte>(ref Unsafe.AsRef(in _head)), 4), Length)
        : new ReadOnlySpan<byte>((void*)_tail, Length);

    /// <summary>The byte at a position.</summary>
    public byte this[int index] => Span[index];

    /// <summary>Part of the text, sharing its bytes; also written <c>text[2..5]</c>. Cuts bytes, and may cut a character in two.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part does not lie inside the text.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Utf8String Slice(int start, int length)
    {
        if ((uint)start > (uint)Length || (uint)length > (uint)(Length - start)) ThrowOutside(start, length);
        return IsInline ? Inline(Span.Slice(start, length)) : At((byte*)_tail + start, length);
    }

    /// <summary>First word of the value (length and prefix); second word is <see cref="Tail"/>.</summary>
    internal ulong Head => _head;

    /// <summary>Second word: inline bytes, or the address of long text.</summary>
    internal ulong Tail => _tail;

    /// <summary>Text of at most <see cref="MaxInlineLength"/> bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Utf8String Inline(ReadOnlySpan<byte> text)
    {
        ulong head = (uint)text.Length, tail = 0;
        int length = text.Length;
        ref byte at = ref MemoryMarshal.GetReference(text);
        if (length >= 4)
        {
            head |= (ulong)Unsafe.ReadUnaligned<uint>(ref at) << 32;
            if (length >= 8)
            {
                // The last four bytes overlap those before; shifting them down keeps the padding zero.
                uint middle = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref at, 4));
                uint last = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref at, length - 4));
                tail = middle | (((ulong)last >> (8 * (12 - length))) << 32);
            }
            else if (length > 4)
            {
                uint last = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref at, length - 4));
                tail = last >> (8 * (8 - length));
            }
        }
        else if (length > 0)
        {
            uint prefix = at | ((uint)Unsafe.Add(ref at, length >> 1) << (8 * (length >> 1))) | ((uint)Unsafe.Add(ref at, length - 1) << (8 * (length - 1)));
            head |= (ulong)prefix << 32;
        }
        return new Utf8String(head, tail);
    }

    /// <summary>Text that stays where it is: the caller vouches that the bytes are native (or pinned) and outlive the value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Utf8String At(byte* text, int length)
    {
        if (length <= MaxInlineLength) return Inline(new ReadOnlySpan<byte>(text, length));
        return new Utf8String((uint)length | ((ulong)Unsafe.ReadUnaligned<uint>(text) << 32), (ulong)text);
    }

    /// <summary>The same long text at another address, as after a copy. Only for text that is not inline.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Utf8String MovedTo(byte* text) => new(_head, (ulong)text);

    /// <summary>Copies <paramref name="text"/>: inline, or into the scratch arena of the running step.</summary>
    public static Utf8String Copy(ReadOnlySpan<byte> text)
    {
        if (text.Length <= MaxInlineLength) return Inline(text);
        byte* at = ScratchArena.Current.Allocate(text.Length);
        text.CopyTo(new Span<byte>(at, text.Length));
        return At(at, text.Length);
    }

    /// <summary>Encodes <paramref name="text"/>: inline, or into the scratch arena of the running step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Utf8String Copy(ReadOnlySpan<char> text) => ScratchText.Encode(text);

    /// <summary>The text of a value, as invariant culture formats it.</summary>
    public static Utf8String From<T>(T value, ReadOnlySpan<char> format = default) where T : IUtf8SpanFormattable =>
        ScratchText.Format(value, format);

    /// <summary>Interpolated text, formatted without a managed string: <c>Utf8String.Format($"{a}/{b:0.00}")</c>.</summary>
    public static Utf8String Format(ref Utf8StringHandler text) => text.ToText();

    /// <summary>One text after the other.</summary>
    public static Utf8String Concat(Utf8String first, Utf8String second) => ScratchText.Concat(first, second);

    /// <summary>One text after the other.</summary>
    public static Utf8String Concat(Utf8String first, Utf8String second, Utf8String third, Utf8String fourth = default) =>
        ScratchText.Concat(first, second, third, fourth);

    /// <summary>The texts with <paramref name="separator"/> between them.</summary>
    public static Utf8String Join(Utf8String separator, params ReadOnlySpan<Utf8String> texts) => ScratchText.Join(separator, texts);

    /// <summary>Encodes managed text; see <see cref="Copy(ReadOnlySpan{char})"/>.</summary>
    public static implicit operator Utf8String(string text) => Copy(text.AsSpan());

    /// <summary>Copies UTF-8 text such as a <c>"literal"u8</c>; see <see cref="Copy(ReadOnlySpan{byte})"/>.</summary>
    public static implicit operator Utf8String(ReadOnlySpan<byte> text) => Copy(text);

    /// <summary>The key hash of the content.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Hash() => IsInline ? KeyHash.Words(_head, _tail) : KeyHash.Bytes(new ReadOnlySpan<byte>((void*)_tail, Length));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(Utf8String other)
    {
        if (_head != other._head) return false;
        return _tail == other._tail || (!IsInline && Span.SequenceEqual(other.Span));
    }

    /// <summary>Orders by bytes, which for UTF-8 is the order of code points.</summary>
    public int CompareTo(Utf8String other)
    {
        // Padding with zeros does not reverse an order, so different prefixes decide.
        uint left = BinaryPrimitives.ReverseEndianness((uint)(_head >> 32));
        uint right = BinaryPrimitives.ReverseEndianness((uint)(other._head >> 32));
        if (left != right) return left < right ? -1 : 1;
        return Span.SequenceCompareTo(other.Span);
    }

    int IComparable.CompareTo(object? obj) => obj is null ? 1 : CompareTo((Utf8String)obj);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Utf8String other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        CheckLife();
        return Hash().GetHashCode();
    }

    /// <summary>The text as a managed string (allocates). Bytes that are no UTF-8 become U+FFFD.</summary>
    public override string ToString()
    {
        CheckLife();
        return Encoding.UTF8.GetString(Span);
    }

    string IFormattable.ToString(string? format, IFormatProvider? formatProvider) => ToString();

    /// <inheritdoc/>
    public bool TryFormat(Span<char> destination, out int charsWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        CheckLife();
        return Encoding.UTF8.TryGetChars(Span, destination, out charsWritten);
    }

    /// <inheritdoc/>
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        CheckLife();
        bool fits = Span.TryCopyTo(utf8Destination);
        bytesWritten = fits ? Length : 0;
        return fits;
    }

    /// <summary>The same as <see cref="Copy(ReadOnlySpan{char})"/>; any text can be parsed.</summary>
    public static Utf8String Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Copy(s);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static Utf8String Parse(string s, IFormatProvider? provider) => Copy(s);

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Utf8String result)
    {
        result = Copy(s);
        return true;
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Utf8String result)
    {
        result = Copy(s);
        return s is not null;
    }

    /// <summary>The same as <see cref="Copy(ReadOnlySpan{byte})"/>; any text can be parsed.</summary>
    public static Utf8String Parse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider) => Copy(utf8Text);

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte}, IFormatProvider?)"/>
    public static bool TryParse(ReadOnlySpan<byte> utf8Text, IFormatProvider? provider, out Utf8String result)
    {
        result = Copy(utf8Text);
        return true;
    }

    /// <summary>One text after the other.</summary>
    public static Utf8String operator +(Utf8String left, Utf8String right) => Concat(left, right);

    /// <summary>Equality of content.</summary>
    public static bool operator ==(Utf8String left, Utf8String right) => left.Equals(right);

    /// <summary>Inequality of content.</summary>
    public static bool operator !=(Utf8String left, Utf8String right) => !left.Equals(right);

    /// <summary>Order of content.</summary>
    public static bool operator <(Utf8String left, Utf8String right) => left.CompareTo(right) < 0;

    /// <summary>Order of content.</summary>
    public static bool operator >(Utf8String left, Utf8String right) => left.CompareTo(right) > 0;

    /// <summary>Order of content.</summary>
    public static bool operator <=(Utf8String left, Utf8String right) => left.CompareTo(right) <= 0;

    /// <summary>Order of content.</summary>
    public static bool operator >=(Utf8String left, Utf8String right) => left.CompareTo(right) >= 0;

    /// <summary>Short text from its bytes: the first four in the low half of <paramref name="prefix"/>, the others in <paramref name="tail"/>, zeros behind.</summary>
    internal static Utf8String FromInlineBytes(int length, ulong prefix, ulong tail) => new((uint)length | (prefix << 32), tail);

    /// <summary>Throws if the memory of a long text certainly holds something else by now: its first bytes are in the value too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CheckLife()
    {
        if (!IsInline && Unsafe.ReadUnaligned<uint>((void*)_tail) != (uint)(_head >> 32)) ThrowOutlived();
    }

    private void ThrowOutlived() => throw new InvalidOperationException(
        $"A text of {Length} bytes was kept past its life, and its memory has been used again. Text of a row is valid while the call that received the row runs; keep its ToString(), or keep it in state.");

    private void ThrowOutside(int start, int length) =>
        throw new ArgumentOutOfRangeException(nameof(start), $"{length} bytes from position {start} do not lie inside a text of {Length} bytes.");
}
