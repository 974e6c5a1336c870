namespace Millrace.State;

/// <summary>A value in a map that does not expire. Laid out by generated code.</summary>
/// <typeparam name="TValue">The value.</typeparam>
public struct LastingValue<TValue> : IStoredValue<LastingValue<TValue>, TValue> where TValue : unmanaged
{
    private TValue _value;

    /// <summary>The value.</summary>
    public TValue Value
    {
        readonly get => _value;
        set => _value = value;
    }

    readonly long IStoredValue<LastingValue<TValue>, TValue>.ExpiresUs { get => long.MaxValue; set { } }

    static ref TValue IStoredValue<LastingValue<TValue>, TValue>.ValueOf(ref LastingValue<TValue> stored) => ref stored._value;
}
