namespace Millrace.Jobs.Tests;

[Record]
public readonly partial record struct Flight(Timestamp Date, int Delay, int Distance, Utf8String Origin, Utf8String Destination);

[Record]
public readonly partial record struct HourlyDelay(
    Utf8String Origin, Timestamp WindowStart, Timestamp WindowEnd, long Flights, double MeanDelay, int MaxDelay);
