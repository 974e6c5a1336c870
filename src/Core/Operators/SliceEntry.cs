namespace Millrace.Operators;

/// <summary>What one slice holds of one key.</summary>
internal struct SliceEntry<TAcc> where TAcc : unmanaged
{
    /// <summary>No later slice.</summary>
    public const long None = long.MinValue;

    /// <summary>The rows of the slice; in a front slice also those of all later front slices.</summary>
    public TAcc Acc;

    /// <summary>In a front slice: start of the next front slice that holds the key, or <see cref="None"/>.</summary>
    public long Next;
}
