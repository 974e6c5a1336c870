namespace Millrace;

/// <summary>Describes where rows come from. Made inside <c>Define</c>, opened when the job starts.</summary>
/// <typeparam name="T">The row type.</typeparam>
public abstract class Source<T>
{
    /// <summary>Short text for plans, metrics and errors, such as <c>csv flights.csv</c>.</summary>
    public abstract string Describe();
}
