namespace Millrace;

/// <summary>
/// All rows of one key in one window, inside the lambda of a <c>Process</c>. A marker: the generator puts a struct over native memory in its place,
/// so it cannot be stored or handed to another method. Rows and key are valid during the call; what is collected is copied where it is kept.
/// </summary>
/// <typeparam name="T">The row type.</typeparam>
/// <typeparam name="TKey">The key's type.</typeparam>
public abstract class WindowRows<T, TKey>
{
    private protected WindowRows() { }

    /// <summary>The key.</summary>
    public abstract TKey Key { get; }

    /// <summary>The window; of windows of so many rows, one without length.</summary>
    public abstract Window Window { get; }

    /// <summary>Number of rows, at least 1.</summary>
    public abstract long Count { get; }

    /// <summary>Enumerates the rows in native memory, in the order they came: <c>foreach (ref readonly var row in window)</c>.</summary>
    /// <remarks>Of windows made of parts (sliding, cumulating, sessions), the rows of each part in the order they came, the parts in no particular order.</remarks>
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
