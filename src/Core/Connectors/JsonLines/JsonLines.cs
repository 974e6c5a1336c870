namespace Millrace;

/// <summary>JSON Lines: one JSON object per line (jsonlines.org).</summary>
public static class JsonLines
{
    /// <summary>One row per line; empty lines are left out.</summary>
    /// <param name="path">A file, a directory, a pattern or <c>-</c> for standard input, plain or compressed with gzip, as for <see cref="Csv.Read{T}"/>.</param>
    /// <param name="options">How to read them; null for the defaults.</param>
    /// <remarks>Members are matched with the record's fields by name, in any order; others are skipped.</remarks>
    public static JsonLinesSource<T> Read<T>(string path, LineOptions? options = null) => new(path, options ?? new LineOptions());

    /// <summary>Writes rows to one file, a JSON object per line.</summary>
    /// <param name="path">
    /// The file, which appears (or replaces an older one) when the job has succeeded; compressed if its name ends with <c>.gz</c>.
    /// <c>-</c> is standard output. Pipes and devices are written as rows come.
    /// </param>
    public static JsonLinesSink<T> Write<T>(string path) => new(path);
}
