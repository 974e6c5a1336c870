using System.Diagnostics.CodeAnalysis;
using Millrace.State;

namespace Millrace;

/// <summary>An aggregate per key. A field of an <see cref="OperatorAttribute"/> struct, marked <see cref="StateAttribute"/>.</summary>
/// <typeparam name="TIn">What is added.</typeparam>
/// <typeparam name="TOut">The result.</typeparam>
/// <typeparam name="TAggregate">The aggregate: a struct that implements <see cref="IAggregate{TIn, TAcc, TOut}"/>.</typeparam>
[SuppressMessage("Performance", "CA1815", Justification = "Nobody compares fields of a function.")]
public readonly struct AggregatingState<TIn, TOut, TAggregate> where TAggregate : struct
{
    private readonly StateField _field;
    private readonly StateAggregate<TIn, TOut> _aggregate;

    internal AggregatingState(StateField field, StateAggregate<TIn, TOut> aggregate)
    {
        _field = field;
        _aggregate = aggregate;
    }

    /// <summary>True if something has been added since the state was cleared or expired.</summary>
    public bool HasValue => _field.IsPresent;

    /// <summary>The result of what was added; of nothing, if nothing was.</summary>
    public TOut Result => _aggregate.Result(in _field);

    /// <summary>Adds a value.</summary>
    public void Add(in TIn value) => _aggregate.Add(in _field, in value);

    /// <summary>Forgets what was added for the current key.</summary>
    public void Clear() => _aggregate.Clear(in _field);

    /// <inheritdoc cref="ValueState{T}.ExpireAfter"/>
    public void ExpireAfter(Duration time, bool renewOnRead = false) => _field.Info.Live(time, renewOnRead);
}
