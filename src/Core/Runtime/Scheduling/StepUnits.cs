namespace Millrace.Runtime;

/// <summary>How many units of work a step gets, so that it takes about a millisecond.</summary>
internal struct StepUnits()
{
    private const int StepUs = 1_000;
    private const int FirstUnits = 8 * 1024;
    private const int MinUnits = 256;
    private const int MaxUnits = 1 << 20;

    /// <summary>Units for the next step.</summary>
    public int Next { get; private set; } = FirstUnits;

    /// <summary>A step has used up all its units.</summary>
    /// <param name="units">The units.</param>
    /// <param name="elapsedUs">How long it took.</param>
    public void NoteStep(int units, long elapsedUs)
    {
        long fitting = elapsedUs <= 0 ? units * 2L : units * (long)StepUs / elapsedUs;
        // Half way there each time: one slow page fault should not shrink the next thousand steps.
        Next = (int)Math.Clamp((units + Math.Min(fitting, units * 4L)) / 2, MinUnits, MaxUnits);
    }
}
