namespace Millrace.Operators;

/// <summary>A key and the place of one of its slices in the round of them.</summary>
internal readonly struct SliceKey<TKey>(TKey key, long slice) where TKey : unmanaged
{
    public readonly TKey Key = key;
    public readonly long Slice = slice;
}
