namespace Millrace;

/// <summary>
/// What <c>Define</c> describes a job with. A marker: <c>Define</c> never runs, the generator reads it and compiles it.
/// </summary>
public abstract class JobBuilder
{
    private protected JobBuilder() { }

    /// <summary>The rows of a source.</summary>
    /// <typeparam name="T">The row type.</typeparam>
    /// <param name="source">Made by a connector, such as <c>Csv.Read&lt;Flight&gt;(Input)</c>; evaluated once when a run starts.</param>
    public abstract Stream<T> From<T>(Source<T> source);
}
