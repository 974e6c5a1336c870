using Millrace.Memory;

namespace Millrace.Operators;

/// <summary>What stands for <see cref="WindowRows{T, TKey}"/> in a running job. Valid while its window is.</summary>
/// <typeparam name="T">The row.</typeparam>
/// <typeparam name="TKey">The key.</typeparam>
/// <param name="key">The key.</param>
/// <param name="window">The window.</param>
/// <param name="rows">The rows.</param>
public readonly struct KeptRows<T, TKey>(TKey key, Window window, NativeRows<T> rows) where T : unmanaged where TKey : unmanaged
{
    private readonly NativeRows<T> _rows = rows;

    /// <summary>The key.</summary>
    public TKey Key { get; } = key;

    /// <summary>The window.</summary>
    public Window Window { get; } = window;

    /// <summary>Number of rows.</summary>
    public long Count => _rows.Count;

    /// <summary>Enumerates the rows by reference.</summary>
    public NativeRows<T>.Enumerator GetEnumerator() => _rows.GetEnumerator();
}
