namespace Millrace;

/// <summary>A time window: start included, end excluded.</summary>
/// <param name="Start">First instant of the window.</param>
/// <param name="End">First instant after the window.</param>
public readonly record struct Window(Timestamp Start, Timestamp End)
{
    /// <summary>Length of the window.</summary>
    public Duration Length => End - Start;
}
