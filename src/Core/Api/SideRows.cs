namespace Millrace;

/// <summary>The rows of one side of a <see cref="CoGroup{TLeft, TRight, TKey}"/>. A marker, like that.</summary>
/// <typeparam name="T">The row type.</typeparam>
public abstract class SideRows<T>
{
    private protected SideRows() { }

    /// <summary>Number of rows.</summary>
    public abstract long Count { get; }

    /// <summary>
    /// Enumerates the rows in native memory, in order of event time, those of the same time in the order they came:
    /// <c>foreach (ref readonly var row in group.Left)</c>. May be done any number of times, also nested.
    /// </summary>
    public abstract Enumerator GetEnumerator();

    /// <summary>Goes through the rows.</summary>
    public abstract class Enumerator
    {
        private protected Enumerator() { }

        /// <summary>The row.</summary>
        public abstract ref readonly T Current { get; }

        /// <summary>Goes to the next row; false behind the last.</summary>
        public abstract bool MoveNext();
    }
}
