using Millrace.Connectors;
using Millrace.Records;

namespace Millrace;

/// <summary>
/// Describes where rows come from: made inside <c>Define</c>, or by the program and given to the job as a property. Opened when the job starts.
/// One description may be read by any number of runs, each from the beginning, unless its connector says otherwise.
/// </summary>
/// <typeparam name="T">The row type.</typeparam>
public abstract class Source<T>
{
    /// <summary>Short text for plans, metrics and errors, such as <c>csv flights.csv</c>.</summary>
    public abstract string Describe();

    /// <summary>
    /// True, which is the default, if it has to know the layout of its rows: then rows of a type that is neither a record, a tuple nor a plain value
    /// are refused before the job starts. False if it never calls <c>TRecord</c>.
    /// </summary>
    public virtual bool NeedsLayout => true;

    /// <summary>What reads the source in one run. Called while the job's graph is built; opens nothing.</summary>
    /// <typeparam name="TRow">The row type once more: it is <typeparamref name="T"/>, and known to be unmanaged.</typeparam>
    /// <typeparam name="TRecord">Its codec, which reads only the fields that the job uses.</typeparam>
    public abstract SplitSource<TRow> CreateSplits<TRow, TRecord>()
        where TRow : unmanaged where TRecord : struct, ICsvRecord<TRow>, IJsonRecord<TRow>;
}
