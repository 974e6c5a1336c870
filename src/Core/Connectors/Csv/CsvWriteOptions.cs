namespace Millrace;

/// <summary>How a CSV sink writes its file.</summary>
public sealed record CsvWriteOptions
{
    /// <summary>True (the default) for a first line of column names.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>Character between fields.</summary>
    public char Delimiter { get; init; } = ',';
}
