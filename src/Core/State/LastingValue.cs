namespace Millrace.State;

/// <summary>A value in a map that does not expire. Laid out by generated code.</summary>
/// <typeparam name="TValue">The value.</typeparam>
public struct LastingValue<TValue> : IStoredValue<TValue> where TValue : unmanaged
{
    /// <summary>The value.</summary>
    public TValue Value { readonly get; set; }

    readonly long IStoredValue<TValue>.ExpiresUs { get => long.MaxValue; set { } }
}
