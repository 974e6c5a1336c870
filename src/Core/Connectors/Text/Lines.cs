namespace Millrace;

/// <summary>Lines of text files.</summary>
public static class Lines
{
    /// <summary>One row per line, without its line break (LF or CRLF); empty lines too.</summary>
    /// <param name="path">A file, a directory, a pattern or <c>-</c> for standard input, plain or compressed with gzip, as for <see cref="Csv.Read{T}"/>.</param>
    /// <param name="options">How to read them; null for the defaults.</param>
    public static LinesSource Read(string path, LineOptions? options = null) => new(path, options ?? new LineOptions());
}
