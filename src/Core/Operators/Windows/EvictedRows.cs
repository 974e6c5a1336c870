using System.Diagnostics.CodeAnalysis;

namespace Millrace.Operators;

/// <summary>What stands for <see cref="WindowRows{T, TKey}"/> in a running job behind an evictor. Valid while its window is.</summary>
/// <typeparam name="T">The row.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <param name="key">The key.</param>
/// <param name="window">The window.</param>
/// <param name="rows">The rows that stay.</param>
[SuppressMessage("Performance", "CA1815", Justification = "Nobody compares them.")]
public readonly struct EvictedRows<T, TKey>(TKey key, Window window, RemainingRows<T> rows) where T : unmanaged where TKey : unmanaged
{
    private readonly RemainingRows<T> _rows = rows;

    /// <summary>The key.</summary>
    public TKey Key { get; } = key;

    /// <summary>The window.</summary>
    public Window Window { get; } = window;

    /// <summary>Number of rows.</summary>
    public long Count => _rows.Count;

    /// <summary>Enumerates the rows by reference.</summary>
    public RemainingRows<T>.Enumerator GetEnumerator() => _rows.GetEnumerator();
}
