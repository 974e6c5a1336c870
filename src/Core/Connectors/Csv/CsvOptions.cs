using Millrace.Connectors;

namespace Millrace;

/// <summary>How a CSV source reads its files.</summary>
public sealed record CsvOptions
{
    /// <summary>
    /// True (the default) if each file starts with a line of column names, which are matched with the record's fields by name:
    /// in any order and case, with or without underscores, other columns ignored. False: the first columns are the record's fields in order.
    /// </summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>Character between fields.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>Character around fields that contain delimiters; doubled inside a field. <c>'\0'</c>: there are no quoted fields.</summary>
    public char Quote { get; init; } = '"';

    /// <summary>
    /// True if quoted fields may contain line breaks. Where a row begins is then only known to who reads from the start, so a
    /// file is read by one subtask. False (the default): a line break always ends its row.
    /// </summary>
    public bool QuotedLineBreaks { get; init; }

    /// <summary>What becomes of rows that cannot be read.</summary>
    public BadRows BadRows { get; init; } = BadRows.Fail;

    /// <summary>Longest row in bytes, at least 16 KiB; a longer one ends the job with an error that names it.</summary>
    public int MaxRowBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Size of the splits of a plain file, in bytes. At 1 MiB fewer windows are open at a time than at 4, which is a fifth faster on two threads.</summary>
    public int SplitBytes { get; init; } = 1024 * 1024;

    /// <summary>Makes the pool of read buffers; tests make them tiny.</summary>
    internal Func<BufferPool> Buffers { get; init; } = static () => new BufferPool();
}
