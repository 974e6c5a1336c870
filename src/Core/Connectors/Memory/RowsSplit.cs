namespace Millrace.Connectors;

/// <summary>A range of rows in memory.</summary>
/// <param name="From">Index of the first row.</param>
/// <param name="Count">Number of rows.</param>
internal sealed record RowsSplit(int From, int Count) : SourceSplit($"{From}", 0, Bounded: true);
