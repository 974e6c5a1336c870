namespace Millrace.Benchmarks;

/// <summary>An option of a benchmark.</summary>
/// <param name="Name">Without dashes.</param>
/// <param name="Value">What stands for its value in help texts, such as <c>FILE</c>; null for a switch.</param>
/// <param name="Help">One line, with the default.</param>
internal sealed record BenchmarkOption(string Name, string? Value, string Help);
