namespace Millrace;

/// <summary>Makes any number of rows of all rows of a key in a window.</summary>
/// <typeparam name="T">The row type.</typeparam>
/// <typeparam name="TKey">The key's type.</typeparam>
/// <typeparam name="TOut">Type of the rows made.</typeparam>
/// <param name="window">The rows, their key and window.</param>
/// <param name="results">Takes what is made.</param>
public delegate void WindowProcess<T, TKey, TOut>(WindowRows<T, TKey> window, Collector<TOut> results);
