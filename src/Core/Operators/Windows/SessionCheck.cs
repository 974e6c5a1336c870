namespace Millrace.Operators;

/// <summary>A key to be looked at when one of its sessions may have ended. The key's text is that of the table.</summary>
internal readonly struct SessionCheck<TKey>(ulong hash, TKey key) where TKey : unmanaged
{
    public readonly ulong Hash = hash;
    public readonly TKey Key = key;
}
