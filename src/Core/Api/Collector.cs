namespace Millrace;

/// <summary>
/// Takes the rows that a <see cref="Stream{T}.SelectMany{TOut}"/> makes. A marker: the generator puts a struct in its
/// place, so it cannot be stored or handed to another method.
/// </summary>
/// <typeparam name="T">The type of the rows made.</typeparam>
public abstract class Collector<T>
{
    private protected Collector() { }

    /// <summary>Sends a row to the next operator.</summary>
    public abstract void Collect(T row);
}
