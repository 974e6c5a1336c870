namespace Millrace.Operators;

/// <summary>What <see cref="EarlyClockTrigger{TIn}"/> keeps per key and window.</summary>
public struct EarlyClockState
{
    /// <summary>State of the rules that do not go by the clock.</summary>
    internal long Early;

    /// <summary>The clock at the last row, in microseconds.</summary>
    internal long LastRowUs;

    /// <summary>While a wake-up is asked for: the end of the period of the first row since the last result.</summary>
    internal long PeriodEndUs;
}
