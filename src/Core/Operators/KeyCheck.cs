namespace Millrace.Operators;

/// <summary>A key to be looked at when something of it may have come to its end. The key's text is that of the table.</summary>
internal readonly struct KeyCheck<TKey>(ulong hash, TKey key) where TKey : unmanaged
{
    public readonly ulong Hash = hash;
    public readonly TKey Key = key;
}
