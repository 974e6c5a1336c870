using System.Runtime.CompilerServices;

namespace Millrace.Memory;

/// <summary>Reserved bytes that a row's long text is moved into, from low to high addresses.</summary>
public unsafe ref struct TextArea
{
    private byte* _at;
    private readonly byte* _end;
    private byte* _first;

    internal TextArea(byte* start, int sizeBytes) { _at = start; _end = start + sizeBytes; }

    /// <summary>An area that moves nothing and notes where the first text lies (<see cref="First"/>).</summary>
    internal static TextArea Finder() => new(null, 0);

    /// <summary>Where the first text lies that a <see cref="Finder"/> was shown.</summary>
    internal readonly byte* First => _first;

    /// <summary>Bytes that <see cref="Move(Utf8String)"/> takes for <paramref name="text"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int BytesFor(Utf8String text) => text.IsInline ? 0 : text.Length;

    /// <summary>Copies long text here and returns the text at its new address; inline text as it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Utf8String Move(Utf8String text) => text.IsInline ? text : MoveLong(text);

    private Utf8String MoveLong(Utf8String text)
    {
        byte* at = _at;
        if (text.Length > _end - at) return Note(text);
        text.Span.CopyTo(new Span<byte>(at, text.Length));
        _at = at + text.Length;
        return text.MovedTo(at);
    }

    private Utf8String Note(Utf8String text)
    {
        if (_end != null) ThrowTooSmall();
        if (_first == null) _first = (byte*)text.Tail;
        return text;
    }

    private static void ThrowTooSmall() =>
        throw new InvalidOperationException("A record's TextBytes promised less than its MoveText needs.");
}
