namespace Millrace;

/// <summary>Comma-separated values (RFC 4180, with variations in <see cref="CsvOptions"/>).</summary>
public static class Csv
{
    /// <summary>Rows of CSV files.</summary>
    /// <param name="path">
    /// A file; a directory (all its files, except those whose names start with <c>.</c> or <c>_</c>); or a pattern with
    /// <c>*</c>, <c>?</c> and <c>**</c> for directories; <c>-</c> for standard input. Files compressed with gzip are recognised by
    /// their content. Pipes are read once, to their end.
    /// </param>
    /// <param name="options">How to read them; null for a header line, commas and double quotes.</param>
    /// <remarks>
    /// UTF-8, with or without a byte order mark; lines end with LF or CRLF; empty lines are left out. A plain file is divided
    /// into splits that several subtasks read in order; a compressed one is read by one.
    /// </remarks>
    public static CsvSource<T> Read<T>(string path, CsvOptions? options = null) => new(path, options ?? new CsvOptions());

    /// <summary>Writes rows to one CSV file, quoting fields that need it; lines end with LF.</summary>
    /// <param name="path">
    /// The file, which appears (or replaces an older one) when the job has succeeded; compressed if its name ends with <c>.gz</c>.
    /// <c>-</c> is standard output. Pipes and devices are written as rows come.
    /// </param>
    /// <param name="options">How to write it; null for a header line and commas.</param>
    public static CsvSink<T> Write<T>(string path, CsvWriteOptions? options = null) => new(path, options ?? new CsvWriteOptions());
}
