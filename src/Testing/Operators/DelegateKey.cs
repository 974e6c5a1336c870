using Millrace.Operators;

namespace Millrace.Testing;

/// <summary>A test's key, as a functor.</summary>
internal readonly struct DelegateKey<T, TKey>(Func<T, TKey> key) : IKeySelector<T, TKey>
{
    public TKey Key(in T row) => key(row);
}
