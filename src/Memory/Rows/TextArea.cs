using System.Runtime.CompilerServices;

namespace Millrace.Memory;

/// <summary>Reserved bytes that a row's long text and lists are moved into, from low to high addresses.</summary>
/// <remarks>Text follows text without a gap; the elements of a list start at the next multiple of 8.</remarks>
public unsafe ref struct TextArea
{
    private const int ListAlignment = 8;

    private byte* _at;
    private readonly byte* _end;
    private byte* _first;

    internal TextArea(byte* start, int sizeBytes) { _at = start; _end = start + sizeBytes; }

    /// <summary>An area that moves nothing and notes where the first text or list lies (<see cref="First"/>).</summary>
    internal static TextArea Finder() => new(null, 0);

    /// <summary>Where the first text or list lies that a <see cref="Finder"/> was shown.</summary>
    internal readonly byte* First => _first;

    /// <summary>Bytes that <see cref="Move(Utf8String)"/> takes for <paramref name="text"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int BytesFor(Utf8String text) => text.IsInline ? 0 : text.Length;

    /// <summary>Bytes that <see cref="Move(Binary)"/> takes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int BytesFor(Binary bytes) => bytes.IsInline ? 0 : bytes.Length;

    /// <summary>Most bytes that <see cref="Move{T, TRecord}(in RecordList{T})"/> takes for a list and what its elements point at.</summary>
    public static int BytesFor<T, TRecord>(in RecordList<T> list) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        if (list.IsEmpty) return 0;
        int sizeBytes = checked(ListAlignment - 1 + list.Count * sizeof(T));
        if (TRecord.HasText)
            foreach (ref readonly T element in list.Span) sizeBytes = checked(sizeBytes + TRecord.TextBytes(in element));
        return sizeBytes;
    }

    /// <summary>Copies long text here and returns the text at its new address; inline text as it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Utf8String Move(Utf8String text) => text.IsInline ? text : MoveLong(text);

    /// <summary>Copies long binary content here and returns it at its new address; inline content as it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Binary Move(Binary bytes) => bytes.IsInline ? bytes : new Binary(MoveLong(bytes.AsText()));

    /// <summary>Copies the elements and what they point at here, and returns the list at its new address.</summary>
    public RecordList<T> Move<T, TRecord>(in RecordList<T> list) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        if (list.IsEmpty) return list;
        byte* at = (byte*)(((nuint)_at + (ListAlignment - 1)) & ~(nuint)(ListAlignment - 1));
        long sizeBytes = (long)list.Count * sizeof(T);
        if (sizeBytes > _end - at)
        {
            Note((byte*)list.Elements);
            return list;
        }
        _at = at + sizeBytes;
        var elements = (T*)at;
        list.Span.CopyTo(new Span<T>(elements, list.Count));
        if (TRecord.HasText)
            for (int i = 0; i < list.Count; i++) TRecord.MoveText(ref elements[i], ref this);
        return new RecordList<T>(elements, list.Count);
    }

    /// <summary>Most bytes that <see cref="TryTake"/> takes for a block.</summary>
    internal static int BytesForBlock(long sizeBytes) => checked((int)(ListAlignment - 1 + sizeBytes));

    /// <summary>Takes the bytes of a block of state, at a multiple of 8, for the caller to fill. False: this area only looks where content lies.</summary>
    /// <param name="block">Where the block lies now.</param>
    /// <param name="sizeBytes">Its size.</param>
    /// <param name="at">Where it goes to.</param>
    internal bool TryTake(void* block, long sizeBytes, out byte* at)
    {
        at = (byte*)(((nuint)_at + (ListAlignment - 1)) & ~(nuint)(ListAlignment - 1));
        if (sizeBytes > _end - at)
        {
            Note((byte*)block);
            return false;
        }
        _at = at + sizeBytes;
        return true;
    }

    private Utf8String MoveLong(Utf8String text)
    {
        byte* at = _at;
        if (text.Length > _end - at)
        {
            Note((byte*)text.Tail);
            return text;
        }
        text.Span.CopyTo(new Span<byte>(at, text.Length));
        _at = at + text.Length;
        return text.MovedTo(at);
    }

    /// <summary>No room: the row promised too little, unless this area only looks for the first text.</summary>
    private void Note(byte* text)
    {
        if (_end != null) throw new InvalidOperationException("A record's TextBytes promised less than its MoveText needs.");
        if (_first == null) _first = text;
    }
}
