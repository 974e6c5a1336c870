namespace Millrace;

/// <summary>Windows of which some rows are left out. A marker that exists inside <c>Define</c> only.</summary>
/// <typeparam name="T">The row type.</typeparam>
/// <typeparam name="TKey">The key's type.</typeparam>
public abstract class EvictedWindows<T, TKey>
{
    private protected EvictedWindows() { }

    /// <inheritdoc cref="WindowedStream{T, TKey}.Process{TOut}(WindowProcess{T, TKey, TOut})"/>
    public abstract Stream<TOut> Process<TOut>(WindowProcess<T, TKey, TOut> process);
}
