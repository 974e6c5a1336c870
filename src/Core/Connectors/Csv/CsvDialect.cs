namespace Millrace.Connectors;

/// <summary>The characters that structure a CSV file.</summary>
/// <param name="Delimiter">Between fields.</param>
/// <param name="Quote">Around fields; 0 if there are none.</param>
/// <param name="QuotedLineBreaks">True if a line break inside quotes belongs to the field.</param>
internal readonly record struct CsvDialect(byte Delimiter, byte Quote, bool QuotedLineBreaks)
{
    public bool HasQuote => Quote != 0;

    public static CsvDialect Of(CsvOptions options)
    {
        if (options.Delimiter is '\n' or '\r' or '\0' or > '\x7f')
            throw new ConnectorException($"The CSV delimiter must be one ASCII character other than a line break, not '{options.Delimiter}'.");
        if (options.Quote is '\n' or '\r' or > '\x7f' || options.Quote == options.Delimiter)
            throw new ConnectorException($"The CSV quote must be one ASCII character other than a line break and the delimiter, not '{options.Quote}'. For none, write '\\0'.");
        return new CsvDialect((byte)options.Delimiter, (byte)options.Quote, options.QuotedLineBreaks && options.Quote != '\0');
    }
}
