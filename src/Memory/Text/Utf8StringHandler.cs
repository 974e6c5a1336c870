using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Millrace.Memory;

namespace Millrace;

/// <summary>What the compiler turns <c>Utf8String.Format($"…")</c> into: pieces appended in the scratch arena, with invariant culture.</summary>
[InterpolatedStringHandler]
public unsafe ref struct Utf8StringHandler
{
    private const int GuessedPieceBytes = 16;

    private byte* _start;
    private int _length;
    private int _capacity;

    /// <summary>Called by the compiler.</summary>
    public Utf8StringHandler(int literalLength, int formattedCount)
    {
        _capacity = literalLength + formattedCount * GuessedPieceBytes;
        _start = ScratchArena.Current.Allocate(_capacity);
    }

    /// <summary>Appends a literal part.</summary>
    public void AppendLiteral(string value) => AppendFormatted(value.AsSpan());

    /// <summary>Appends text.</summary>
    public void AppendFormatted(Utf8String value) => AppendFormatted(value.Span);

    /// <summary>Appends UTF-8 bytes.</summary>
    public void AppendFormatted(scoped ReadOnlySpan<byte> value)
    {
        value.CopyTo(Room(value.Length));
        _length += value.Length;
    }

    /// <summary>Appends managed text.</summary>
    public void AppendFormatted(string? value) => AppendFormatted(value.AsSpan());

    /// <summary>Appends UTF-16 text.</summary>
    public void AppendFormatted(scoped ReadOnlySpan<char> value) =>
        _length += Encoding.UTF8.GetBytes(value, Room(Encoding.UTF8.GetByteCount(value)));

    /// <summary>Appends a formatted value.</summary>
    public void AppendFormatted<T>(T value, scoped ReadOnlySpan<char> format = default) where T : IUtf8SpanFormattable
    {
        int written;
        while (!value.TryFormat(Room(0), out written, format, CultureInfo.InvariantCulture)) Grow(checked(_capacity * 2 + GuessedPieceBytes));
        _length += written;
    }

    internal readonly Utf8String ToText() => Utf8String.At(_start, _length);

    private Span<byte> Room(int sizeBytes)
    {
        if (sizeBytes > _capacity - _length) Grow(Math.Max(checked(_length + sizeBytes), _capacity * 2));
        return new Span<byte>(_start + _length, _capacity - _length);
    }

    private void Grow(int capacity)
    {
        byte* larger = ScratchArena.Current.Allocate(capacity);
        new ReadOnlySpan<byte>(_start, _length).CopyTo(new Span<byte>(larger, _length));
        _start = larger;
        _capacity = capacity;
    }
}
