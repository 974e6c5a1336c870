using System.Diagnostics.CodeAnalysis;

namespace Millrace;

/// <summary>A value per key that takes in each value added. A field of an <see cref="OperatorAttribute"/> struct, marked <see cref="StateAttribute"/>.</summary>
/// <typeparam name="T">The value.</typeparam>
/// <typeparam name="TReducer">How two values become one.</typeparam>
[SuppressMessage("Performance", "CA1815", Justification = "Nobody compares fields of a function.")]
public struct ReducingState<T, TReducer> where T : unmanaged where TReducer : struct, IReducer<T>
{
    private ValueState<T> _value;

    internal ReducingState(ValueState<T> value) => _value = value;

    /// <summary>True if a value has been added since the state was cleared or expired.</summary>
    public readonly bool HasValue => _value.HasValue;

    /// <summary>What the values added have come to; zero if there is none.</summary>
    public readonly T Value => _value.Value;

    /// <summary>Takes in a value.</summary>
    public void Add(in T value) => _value.Value = _value.HasValue ? TReducer.Reduce(_value.Value, in value) : value;

    /// <summary>Forgets the value of the current key.</summary>
    public readonly void Clear() => _value.Clear();

    /// <inheritdoc cref="ValueState{T}.ExpireAfter"/>
    public readonly void ExpireAfter(Duration time, bool renewOnRead = false) => _value.ExpireAfter(time, renewOnRead);
}
