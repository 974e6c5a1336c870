namespace Millrace;

/// <summary>Makes any number of rows of all rows of a key in a window, of two streams.</summary>
/// <typeparam name="TLeft">The left row type.</typeparam>
/// <typeparam name="TRight">The right row type.</typeparam>
/// <typeparam name="TKey">The key's type.</typeparam>
/// <typeparam name="TOut">Type of the rows made.</typeparam>
/// <param name="group">The rows, their key and window.</param>
/// <param name="results">Takes what is made.</param>
public delegate void CoGroupProcess<TLeft, TRight, TKey, TOut>(CoGroup<TLeft, TRight, TKey> group, Collector<TOut> results);
