namespace Millrace.State;

/// <summary>A value in a map that expires. Laid out by generated code.</summary>
/// <typeparam name="TValue">The value.</typeparam>
public struct ExpiringValue<TValue> : IStoredValue<TValue> where TValue : unmanaged
{
    /// <summary>The value.</summary>
    public TValue Value { readonly get; set; }

    /// <summary>When it expires, in microseconds since the Unix epoch.</summary>
    public long ExpiresUs { readonly get; set; }
}
