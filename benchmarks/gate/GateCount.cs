namespace Millrace.Benchmarks;

/// <summary>A result of the gate's window job.</summary>
[Record]
internal readonly partial record struct GateCount(int Key, Timestamp Start, long Rows, double Mean, int Highest, Utf8String Last);
