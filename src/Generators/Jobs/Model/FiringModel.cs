namespace Millrace.Generators.Jobs.Model;

/// <summary>When a window fires beside at its end: indexes of the arguments' methods, or -1.</summary>
/// <param name="Lateness">How long it is kept after its end.</param>
/// <param name="EarlyRows">Rows between early results.</param>
/// <param name="EarlyPeriod">Event time between early results.</param>
/// <param name="IsDiscarding">True if a result takes what it was made of with it.</param>
/// <param name="Trigger">The user's trigger; null for the built-in one.</param>
internal sealed record FiringModel(int Lateness, int EarlyRows, int EarlyPeriod, bool IsDiscarding, TriggerModel? Trigger)
{
    public static readonly FiringModel None = new(-1, -1, -1, false, null);

    /// <summary>Processing time between early results.</summary>
    public int EarlyClockPeriod { get; init; } = -1;

    /// <summary>Processing time without a row before an early result.</summary>
    public int EarlyQuiet { get; init; } = -1;

    /// <summary>True if the built-in trigger goes by the clock too.</summary>
    public bool GoesByClock => EarlyClockPeriod >= 0 || EarlyQuiet >= 0;

    /// <summary>True if there are early results that the trigger of the user's does not send.</summary>
    public bool IsEarly => EarlyRows >= 0 || EarlyPeriod >= 0 || GoesByClock;

    /// <summary>True if the trigger has to see every row.</summary>
    public bool SeesRows => IsEarly || Trigger is not null;
}

/// <param name="Argument">The expression that makes the trigger.</param>
/// <param name="Type">Its static type.</param>
/// <param name="State">What it keeps per key and window.</param>
/// <param name="Value">What it sees of a row.</param>
/// <param name="ValueIndex">Index of that among the values of the aggregate, once that is known.</param>
internal sealed record TriggerModel(int Argument, string Type, string State, ValueModel Value, int ValueIndex)
{
    /// <summary>True if it is an <c>IProcessingTimeTrigger</c>.</summary>
    public bool GoesByClock { get; init; }
}
