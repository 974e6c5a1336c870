namespace Millrace;

/// <summary>The rows of one key in one window; see <see cref="Group{T, TKey}"/>.</summary>
/// <typeparam name="T">The row type.</typeparam>
/// <typeparam name="TKey">The key's type.</typeparam>
public abstract class WindowGroup<T, TKey> : Group<T, TKey>
{
    private protected WindowGroup() { }

    /// <summary>The window.</summary>
    public abstract Window Window { get; }
}
