namespace Millrace.Runtime;

/// <summary>A row with its event time, as it travels through an exchange when operators behind it need the time.</summary>
/// <param name="Time">Event time in microseconds since the Unix epoch.</param>
/// <param name="Row">The row.</param>
public readonly record struct Timed<T>(long Time, T Row) where T : unmanaged;
