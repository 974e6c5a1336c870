namespace Millrace.Benchmarks;

/// <summary>What one run took.</summary>
/// <param name="TimeMs">By the clock on the wall.</param>
/// <param name="CpuMs">Processor time of the whole process, all threads; NaN if not measured.</param>
internal readonly record struct Timing(double TimeMs, double CpuMs = double.NaN);
