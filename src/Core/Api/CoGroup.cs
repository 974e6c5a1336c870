namespace Millrace;

/// <summary>
/// All rows of one key in one window, of two streams, inside the lambda of a <c>Process</c>. A marker: the generator puts a struct over native memory
/// in its place, so it cannot be stored or handed to another method. Rows and key are valid during the call; what is collected is copied where it
/// is kept.
/// </summary>
/// <typeparam name="TLeft">The left row type.</typeparam>
/// <typeparam name="TRight">The right row type.</typeparam>
/// <typeparam name="TKey">The key's type.</typeparam>
public abstract class CoGroup<TLeft, TRight, TKey>
{
    private protected CoGroup() { }

    /// <summary>The key.</summary>
    public abstract TKey Key { get; }

    /// <summary>The window; of a session, from its first row to a gap after its last.</summary>
    public abstract Window Window { get; }

    /// <summary>The left rows; there may be none if there are right ones.</summary>
    public abstract SideRows<TLeft> Left { get; }

    /// <summary>The right rows; there may be none if there are left ones.</summary>
    public abstract SideRows<TRight> Right { get; }
}
