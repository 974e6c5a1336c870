namespace Millrace.Runtime;

/// <summary>Carries the highest event time of a batch from the chain's <c>EventTime</c> operator to its subtask.</summary>
public sealed class EventTimeClock
{
    /// <summary>True if the chain assigns event time; then watermarks are made here and those of the inputs are ignored.</summary>
    public bool Assigns { get; private set; }

    /// <summary>How far behind the highest time a row may come and still be in time, in microseconds.</summary>
    public long OutOfOrdernessUs { get; private set; }

    /// <summary>Highest event time since <see cref="Take"/>.</summary>
    public long Highest { get; private set; } = long.MinValue;

    /// <summary>Called by the <c>EventTime</c> operator when the chain opens.</summary>
    public void Assign(Duration outOfOrderness)
    {
        Assigns = true;
        OutOfOrdernessUs = outOfOrderness.Microseconds;
    }

    /// <summary>
    /// True if the chain gives rows the time at which they are read: then watermarks follow <see cref="SubtaskContext.NowUs"/>,
    /// whatever the inputs do.
    /// </summary>
    public bool FollowsClock { get; private set; }

    /// <summary>Called by the <c>IngestionTime</c> operator when the chain opens.</summary>
    public void FollowClock() => FollowsClock = true;

    /// <summary>Called by the <c>EventTime</c> operator once per <c>Process</c>, with the batch's highest time.</summary>
    public void Observe(long highest) => Highest = Math.Max(Highest, highest);

    /// <summary>Returns the highest time and starts over.</summary>
    public long Take()
    {
        long highest = Highest;
        Highest = long.MinValue;
        return highest;
    }
}
