namespace Millrace.State;

/// <summary>A value in a map that expires. Laid out by generated code.</summary>
/// <typeparam name="TValue">The value.</typeparam>
public struct ExpiringValue<TValue> : IStoredValue<ExpiringValue<TValue>, TValue> where TValue : unmanaged
{
    private TValue _value;

    /// <summary>The value.</summary>
    public TValue Value
    {
        readonly get => _value;
        set => _value = value;
    }

    /// <summary>When it expires, in microseconds since the Unix epoch.</summary>
    public long ExpiresUs { readonly get; set; }

    static ref TValue IStoredValue<ExpiringValue<TValue>, TValue>.ValueOf(ref ExpiringValue<TValue> stored) => ref stored._value;
}
