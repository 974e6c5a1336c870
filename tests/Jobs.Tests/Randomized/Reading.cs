namespace Millrace.Core.Tests.Operators;

/// <summary>The row of the shared references, as users declare one.</summary>
[Record]
public readonly partial record struct Reading(Utf8String Sensor, long Time, int Value, Utf8String Label);
