namespace Millrace.Connectors;

/// <summary>Makes rows of lines. Static, so that the call in the reader's loop is direct.</summary>
internal interface ILineParser<T> where T : unmanaged
{
    /// <summary>
    /// Parses a line, without its line break. False with <paramref name="what"/> null for a line to leave out, else with what is
    /// wrong with it, for the user.
    /// </summary>
    /// <param name="line">Native bytes that outlive the row.</param>
    /// <param name="row">The row; its text may lie in the line.</param>
    /// <param name="what">What is wrong.</param>
    static abstract bool TryParse(Span<byte> line, out T row, out string? what);
}
