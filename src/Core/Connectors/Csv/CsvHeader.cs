using System.Text;

namespace Millrace.Connectors;

/// <summary>Which column of a file holds which field of the record.</summary>
/// <param name="Columns">Column index by record field.</param>
/// <param name="Count">Number of columns that every row of the file has.</param>
internal sealed record CsvHeader(int[] Columns, int Count)
{
    /// <summary>What may stand before the text of a file.</summary>
    public static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    /// <summary>Reads the first line of a file. Throws <see cref="ConnectorException"/> if a wanted column is missing or there twice, or if it is no CSV of ours.</summary>
    /// <returns>The header, and the offset of the first row.</returns>
    public static (CsvHeader Header, long FirstRow) Read(string path, ByteInput input, CsvDialect dialect, CsvOptions options, IReadOnlyList<string> wanted)
    {
        var (line, mark, next) = FirstLine(path, input, dialect, options.MaxRowBytes);
        // Empty lines in front are left out, as everywhere; here, nothing else has come.
        if (line.Length == 0) return (new CsvHeader([.. Enumerable.Range(0, wanted.Count)], wanted.Count), next);
        var names = Split(line, dialect);
        var columns = new int[wanted.Count];
        if (!options.HasHeader)
        {
            if (names.Count < wanted.Count)
                throw new ConnectorException($"{path}: the first row has {names.Count} columns ({Encoding.UTF8.GetString(line)}), but the record has {wanted.Count} fields ({string.Join(", ", wanted)}). Is the delimiter '{options.Delimiter}' right?");
            for (int field = 0; field < columns.Length; field++) columns[field] = field;
            return (new CsvHeader(columns, names.Count), mark);
        }
        for (int field = 0; field < columns.Length; field++)
        {
            columns[field] = Find(names, wanted[field]);
            if (columns[field] >= 0)
            {
                RefuseTwin(path, names, wanted, field, columns[field]);
                continue;
            }
            var missing = wanted.Where(name => Find(names, name) < 0);
            throw new ConnectorException($"{path}: the header has no column '{string.Join("' and no column '", missing)}'. It has: {string.Join(", ", names)}. Wanted: {string.Join(", ", wanted)}. " +
                "Correct the header or the record's fields; for a file without a header set HasHeader = false.");
        }
        return (new CsvHeader(columns, names.Count), next);
    }

    /// <summary>Length of a byte order mark at the start of a file.</summary>
    public static int MarkLength(ReadOnlySpan<byte> start) => start.StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;

    private static int Find(List<string> names, string wanted)
    {
        // The closest match first: a file may well have both "id" and "_id".
        int exact = names.IndexOf(wanted);
        if (exact >= 0) return exact;
        int anyCase = names.FindIndex(name => string.Equals(name, wanted, StringComparison.OrdinalIgnoreCase));
        return anyCase >= 0 ? anyCase : names.FindIndex(name => string.Equals(Plain(name), Plain(wanted), StringComparison.OrdinalIgnoreCase));
    }

    // Nobody can tell which of the two is meant, unless the record has a field of exactly the other's name.
    private static void RefuseTwin(string path, List<string> names, IReadOnlyList<string> wanted, int field, int found)
    {
        bool underscoresCount = string.Equals(names[found], wanted[field], StringComparison.OrdinalIgnoreCase);
        for (int other = 0; other < names.Count; other++)
        {
            string name = underscoresCount ? names[other] : Plain(names[other]);
            if (other == found || !string.Equals(name, underscoresCount ? wanted[field] : Plain(wanted[field]), StringComparison.OrdinalIgnoreCase)) continue;
            if (names[other] != wanted[field] && wanted.Contains(names[other])) continue;
            (int first, int second) = (Math.Min(found, other), Math.Max(found, other));
            throw new ConnectorException($"{path}: the header has two columns for '{wanted[field]}': column {first + 1} ('{names[first]}') and column {second + 1} ('{names[second]}'). " +
                "Rename or remove one of them; upper and lower case do not make two names.");
        }
    }

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal);

    private static (byte[] Line, int Mark, long Next) FirstLine(string path, ByteInput input, CsvDialect dialect, int maxBytes)
    {
        var bytes = new byte[4096];
        int length = 0;
        while (true)
        {
            int count = input.Read(bytes.AsSpan(length));
            length += count;
            RefuseUtf16(path, bytes.AsSpan(0, length));
            int mark = MarkLength(bytes.AsSpan(0, length));
            while (mark + 1 < length && (bytes[mark] == '\n' || (bytes[mark] == '\r' && bytes[mark + 1] == '\n'))) mark++;
            int end = LineEnd(bytes.AsSpan(mark, length - mark), dialect);
            bool ended = count == 0;
            if (end < 0) RefuseCarriageReturns(path, bytes.AsSpan(mark, length - mark), dialect);
            // An empty line in front is left out when it is known what follows.
            bool isEmpty = end == 0 || (end == 1 && bytes[mark] == '\r');
            if ((end >= 0 && !isEmpty) || ended)
            {
                int next = end >= 0 ? mark + end + 1 : length;
                int stop = end >= 0 ? mark + end : length;
                if (stop > mark && bytes[stop - 1] == '\r') stop--;
                return (bytes[mark..stop], mark, next);
            }
            if (length > maxBytes) throw new ConnectorException($"{path}: the first line is longer than {maxBytes} bytes (MaxRowBytes). Is this a CSV file?");
            if (length == bytes.Length) Array.Resize(ref bytes, 2 * bytes.Length);
        }
    }

    private static int LineEnd(ReadOnlySpan<byte> bytes, CsvDialect dialect)
    {
        bool inside = false;
        for (int i = 0; i < bytes.Length; i++)
        {
            if (dialect.HasQuote && bytes[i] == dialect.Quote) inside = !inside;
            else if (bytes[i] == '\n' && !(inside && dialect.QuotedLineBreaks)) return i;
        }
        return -1;
    }

    private static void RefuseUtf16(string path, ReadOnlySpan<byte> start)
    {
        bool isMarked = start is [0xff, 0xfe, ..] or [0xfe, 0xff, ..];
        if (isMarked || start is [0, not 0, 0, not 0, ..] or [not 0, 0, not 0, 0, ..])
            throw new ConnectorException($"{path} is UTF-16 text{(isMarked ? "" : " (every second byte is 0)")}, and must be UTF-8. Save it as UTF-8, or convert it: iconv -f UTF-16{(isMarked ? "" : start[0] == 0 ? "BE" : "LE")} -t UTF-8.");
    }

    // A line that has not ended so far, and has a carriage return with something else behind it.
    private static void RefuseCarriageReturns(string path, ReadOnlySpan<byte> bytes, CsvDialect dialect)
    {
        bool inside = false;
        for (int i = 0; i < bytes.Length - 1; i++)
        {
            if (dialect.HasQuote && bytes[i] == dialect.Quote) inside = !inside;
            else if (bytes[i] == '\r' && !inside)
                throw new ConnectorException($"{path}: the lines end with CR alone, and must end with LF or CR LF. Convert the file: tr '\\r' '\\n'.");
        }
    }

    private static List<string> Split(ReadOnlySpan<byte> line, CsvDialect dialect)
    {
        var names = new List<string>();
        bool inside = false;
        int from = 0;
        for (int i = 0; i <= line.Length; i++)
        {
            if (i < line.Length && dialect.HasQuote && line[i] == dialect.Quote) inside = !inside;
            if (i < line.Length && (inside || line[i] != dialect.Delimiter)) continue;
            string name = Encoding.UTF8.GetString(line[from..i]).Trim();
            if (dialect.HasQuote && name.Length >= 2 && name[0] == dialect.Quote && name[^1] == dialect.Quote)
                name = name[1..^1].Replace($"{(char)dialect.Quote}{(char)dialect.Quote}", $"{(char)dialect.Quote}", StringComparison.Ordinal);
            names.Add(name);
            from = i + 1;
        }
        return names;
    }
}
