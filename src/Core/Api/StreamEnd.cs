namespace Millrace;

/// <summary>Where a stream ends. A marker that exists inside <c>Define</c> only.</summary>
public abstract class StreamEnd
{
    private protected StreamEnd() { }

    /// <summary>Names the sink, for plans, metrics and errors.</summary>
    /// <param name="name">A constant.</param>
    public abstract StreamEnd Named(string name);
}
