namespace Millrace;

/// <summary>One window for all rows of a key.</summary>
public sealed class Global
{
    private static readonly Global Whole = new();

    private Global() { }

    /// <summary>The window from the first row to the last: its results follow at the end of input.</summary>
    /// <remarks>
    /// It needs no event time and no row is late for it. It goes from <see cref="Timestamp.MinValue"/> to
    /// <see cref="Timestamp.MaxValue"/>, and its results have the end of time as event time. Input without end never gets a result.
    /// </remarks>
    public static Global UntilEnd() => Whole;
}
