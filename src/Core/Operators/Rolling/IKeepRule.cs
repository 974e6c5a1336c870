namespace Millrace.Operators;

/// <summary>Which rows of a key pass on.</summary>
/// <typeparam name="TState">What is kept per key.</typeparam>
public interface IKeepRule<TState> where TState : unmanaged
{
    /// <summary>True if a later row that passes takes the place of those before.</summary>
    static abstract bool Replaces { get; }

    /// <summary>True if the row passes on.</summary>
    /// <param name="state">What is kept of the key; zero if the row is its first.</param>
    /// <param name="isFirst">True for the first row of the key.</param>
    /// <param name="time">The row's event time; <see cref="long.MinValue"/> if the stream has none.</param>
    static abstract bool Keeps(ref TState state, bool isFirst, long time);
}
