namespace Millrace.Benchmarks;

/// <summary>Rows of a key in a window.</summary>
[Record]
internal readonly partial record struct LimitCount(ulong Key, Timestamp WindowEnd, long Count);
