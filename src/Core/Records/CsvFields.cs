using System.Runtime.CompilerServices;

namespace Millrace.Records;

/// <summary>
/// The fields of one CSV row, by record field: <c>fields.Read(0, out Timestamp date)</c>. Text is read in place.
/// </summary>
/// <remarks>
/// Each <c>Read</c> has an inlined path for the usual form of its type (up to eight digits, <c>2001-01-01T00:01:00</c>,
/// unquoted text) and one call for everything else. Nothing is bounds-checked: the separator index vouches for the offsets.
/// </remarks>
public unsafe ref struct CsvFields
{
    private readonly byte* _block;
    private readonly ref int _ends;
    private readonly ref int _columns;
    private readonly int _start;

    /// <summary>Fields of the row that starts at <paramref name="start"/>.</summary>
    /// <param name="block">First of the native bytes that hold the row, readable for 16 bytes beyond the row's end.</param>
    /// <param name="ends">Offset in <paramref name="block"/> of the separator behind each column of this row, the first column's first. The last one is that of the line break (or of the carriage return before it).</param>
    /// <param name="columns">Column index in the file of each record field.</param>
    /// <param name="start">Offset of the first column.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public CsvFields(ref byte block, ref int ends, ref int columns, int start)
    {
        _block = (byte*)Unsafe.AsPointer(ref block);
        _ends = ref ends;
        _columns = ref columns;
        _start = start;
        Failed = -1;
    }

    /// <summary>Index of the first record field that could not be read, or -1.</summary>
    public int Failed { get; private set; }

    /// <summary>Raw bytes of a record field, quotes included.</summary>
    public readonly ReadOnlySpan<byte> this[int field]
    {
        get
        {
            byte* at = At(field, out int length);
            return new ReadOnlySpan<byte>(at, length);
        }
    }

    /// <summary>True if there is nothing between the separators, or only a pair of quotes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsEmpty(int field)
    {
        byte* at = At(field, out int length);
        return length == 0 || (length == 2 && at[0] == '"');
    }

    /// <summary>True if there is nothing between the separators, not even quotes: absent text, as opposed to empty text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly bool IsAbsent(int field)
    {
        At(field, out int length);
        return length == 0;
    }

    /// <summary>True if each of several fields is empty, as those of a nested record that is absent.</summary>
    public readonly bool AreEmpty(int first, int count)
    {
        for (int i = first; i < first + count; i++)
        {
            if (!IsEmpty(i)) return false;
        }
        return true;
    }

    /// <summary>Reads a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Read(int field, out int value)
    {
        byte* at = At(field, out int length);
        if (CsvParse.TryShort(at, length, out value)) return true;
        bool ok = CsvParse.TryLong(at, length, out long wide);
        value = (int)wide;
        return (ok && value == wide) || Fail(field);
    }

    /// <inheritdoc cref="Read(int, out int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Read(int field, out long value)
    {
        byte* at = At(field, out int length);
        if (CsvParse.TryShort(at, length, out int narrow))
        {
            value = narrow;
            return true;
        }
        return CsvParse.TryLong(at, length, out value) || Fail(field);
    }

    /// <inheritdoc cref="Read(int, out int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Read(int field, out short value)
    {
        bool ok = Read(field, out int wide);
        value = (short)wide;
        return value == wide ? ok : Fail(field);
    }

    /// <inheritdoc cref="Read(int, out int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Read(int field, out sbyte value)
    {
        bool ok = Read(field, out int wide);
        value = (sbyte)wide;
        return value == wide ? ok : Fail(field);
    }

    /// <inheritdoc cref="Read(int, out int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Read(int field, out byte value)
    {
        bool ok = Read(field, out int wide);
        value = (byte)wide;
        return value == wide ? ok : Fail(field);
    }

    /// <inheritdoc cref="Read(int, out int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Read(int field, out ushort value)
    {
        bool ok = Read(field, out int wide);
        value = (ushort)wide;
        return value == wide ? ok : Fail(field);
    }

    /// <inheritdoc cref="Read(int, out int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Read(int field, out uint value)
    {
        bool ok = Read(field, out long wide);
        value = (uint)wide;
        return value == wide ? ok : Fail(field);
    }

    /// <inheritdoc cref="Read(int, out int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Read(int field, out ulong value)
    {
        byte* at = At(field, out int length);
        bool ok = CsvParse.TryShort(at, length, out int narrow);
        value = (ulong)narrow;
        if (ok && narrow >= 0) return true;
        return CsvParse.TryUnsigned(at, length, out value) || Fail(field);
    }

    /// <summary>Reads a number in decimal or scientific notation, <c>NaN</c> or <c>Infinity</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Read(int field, out double value)
    {
        byte* at = At(field, out int length);
        return CsvParse.TryDouble(at, length, out value) || Fail(field);
    }

    /// <inheritdoc cref="Read(int, out double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Read(int field, out float value)
    {
        byte* at = At(field, out int length);
        return CsvParse.TrySingle(at, length, out value) || Fail(field);
    }

    /// <summary>Reads a decimal number; its scale is kept.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Read(int field, out decimal value)
    {
        byte* at = At(field, out int length);
        return CsvParse.TryDecimal(at, length, out value) || Fail(field);
    }

    /// <summary>Reads <c>true</c>, <c>false</c> (in any case), <c>1</c> or <c>0</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Read(int field, out bool value)
    {
        byte* at = At(field, out int length);
        return CsvParse.TryBoolean(at, length, out value) || Fail(field);
    }

    /// <summary>Reads one character.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Read(int field, out char value)
    {
        byte* at = At(field, out int length);
        return CsvParse.TryChar(at, length, out value) || Fail(field);
    }

    /// <summary>Reads 32 hexadecimal digits, with or without dashes or braces.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Read(int field, out Guid value)
    {
        byte* at = At(field, out int length);
        return CsvParse.TryGuid(at, length, out value) || Fail(field);
    }

    /// <summary>
    /// Reads ISO 8601: a date, or a date and a time with or without seconds, fraction and zone. Without a zone it is UTC.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Read(int field, out Timestamp value)
    {
        byte* at = At(field, out int length);
        if (TimestampFormat.TryShort(at, length, out long microseconds) || CsvParse.TryTimestamp(at, length, out microseconds))
        {
            value = new Timestamp(microseconds);
            return true;
        }
        value = default;
        return Fail(field);
    }

    /// <summary>Reads <c>1.02:03:04.5</c> or a number with a unit (<c>10s</c>).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Read(int field, out Duration value)
    {
        byte* at = At(field, out int length);
        return CsvParse.TryDuration(at, length, out value) || Fail(field);
    }

    /// <summary>Reads the name of a member (in any case) or its number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool ReadEnum<T>(int field, out T value) where T : unmanaged, Enum
    {
        byte* at = At(field, out int length);
        return EnumNames<T>.TryParse(CsvParse.Unquoted(at, length), out value) || Fail(field);
    }

    /// <summary>Reads text where it lies; a quoted one with escaped quotes is unescaped into the scratch arena.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Read(int field, out Utf8String value)
    {
        byte* at = At(field, out int length);
        if (*at != '"' | length == 0)
        {
            value = Utf8String.At(at, length);
            return true;
        }
        return CsvParse.TryQuoted(at, length, out value) || Fail(field);
    }

    /// <summary>The fields from <paramref name="first"/> on, as those of a nested record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly CsvFields From(int first) => new(ref *_block, ref _ends, ref Unsafe.Add(ref _columns, first), _start);

    /// <summary>Reads bytes from base64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Read(int field, out Binary value)
    {
        byte* at = At(field, out int length);
        return Base64Format.TryParse(CsvParse.Unquoted(at, length), out value) || Fail(field);
    }

    /// <summary>Notes that a field is malformed; for record types that parse a field of their own.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool Fail(int field)
    {
        if (Failed < 0 || field < Failed) Failed = field;
        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly byte* At(int field, out int length)
    {
        int column = Unsafe.Add(ref _columns, field);
        int start = column == 0 ? _start : Unsafe.Add(ref _ends, column - 1) + 1;
        length = Unsafe.Add(ref _ends, column) - start;
        return _block + start;
    }
}
