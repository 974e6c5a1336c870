namespace Millrace;

/// <summary>Marks a field of an <see cref="OperatorAttribute"/> struct that the engine keeps: state per key, or a timer.</summary>
/// <remarks>The field is one of <see cref="ValueState{T}"/>, <see cref="ListState{T}"/>, <see cref="MapState{TKey, TValue}"/>,
/// <see cref="ReducingState{T, TReducer}"/>, <see cref="BroadcastState{TKey, TValue}"/>, <see cref="OperatorState{T}"/>, <see cref="UnionState{T}"/>, <see cref="AggregatingState{TIn, TOut, TAggregate}"/>, <see cref="EventTimer"/>, <see cref="ProcessingTimer"/>.</remarks>
[AttributeUsage(AttributeTargets.Field)]
public sealed class StateAttribute : Attribute
{
    /// <summary>
    /// True if the state expires. Its <c>ExpireAfter</c> must then be called in <see cref="IOperatorLifecycle.Open"/>. It takes eight bytes
    /// more (per entry, for a map).
    /// </summary>
    public bool Expires { get; set; }
}
