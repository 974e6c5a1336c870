namespace Millrace.Records;

/// <summary>
/// The fields of one CSV row, by record field: <c>fields.Read(0, out Timestamp date)</c>. Text is read in place.
/// </summary>
public ref struct CsvFields
{
    private readonly ReadOnlySpan<byte> _block;
    private readonly ReadOnlySpan<int> _ends;
    private readonly ReadOnlySpan<int> _columns;
    private readonly int _start;

    /// <summary>Fields of the row that starts at <paramref name="start"/>.</summary>
    /// <param name="block">Native bytes that hold the row, readable for 16 bytes beyond its end.</param>
    /// <param name="ends">Offset in <paramref name="block"/> of the separator behind each column of this row.</param>
    /// <param name="columns">Column index in the file of each record field.</param>
    /// <param name="start">Offset of the first column.</param>
    public CsvFields(ReadOnlySpan<byte> block, ReadOnlySpan<int> ends, ReadOnlySpan<int> columns, int start)
    {
        _block = block;
        _ends = ends;
        _columns = columns;
        _start = start;
        Failed = -1;
    }

    /// <summary>Index of the first record field that could not be read, or -1.</summary>
    public int Failed { get; private set; }

    /// <summary>Raw bytes of a record field.</summary>
    public readonly ReadOnlySpan<byte> this[int field]
    {
        get
        {
            int column = _columns[field];
            int from = column == 0 ? _start : _ends[column - 1] + 1;
            return _block[from.._ends[column]];
        }
    }
}
