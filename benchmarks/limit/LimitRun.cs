namespace Millrace.Benchmarks;

/// <summary>One pass over the rows.</summary>
/// <param name="Timing">What it took.</param>
/// <param name="Results">Number of results.</param>
/// <param name="Checksum">Sum over the results.</param>
internal readonly record struct LimitRun(Timing Timing, long Results, ulong Checksum);
