namespace Millrace.Operators;

/// <summary>An evictor, as operators use it.</summary>
/// <param name="Rows">How many of the last rows stay; 0 if their age decides.</param>
/// <param name="AgeUs">Rows this much older than the latest are left out; in microseconds.</param>
public readonly record struct EvictSpec(int Rows, long AgeUs)
{
    /// <summary>The last rows.</summary>
    public static EvictSpec Of(EvictByCount evictor) => new(evictor.Rows, 0);

    /// <summary>Rows up to an age.</summary>
    public static EvictSpec Of(EvictByTime evictor) => new(0, evictor.Age.Microseconds);
}
