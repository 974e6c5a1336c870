namespace Millrace.Benchmarks;

/// <summary>A benchmark cannot run here. The message says what is missing and what to do; no stack trace is shown.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
