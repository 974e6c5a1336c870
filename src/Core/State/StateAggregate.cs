namespace Millrace.State;

/// <summary>Adds to an aggregate in state, whose accumulator's type only the implementation knows.</summary>
internal abstract class StateAggregate<TIn, TOut>
{
    public abstract void Add(in StateField field, in TIn value);

    public abstract TOut Result(in StateField field);

    public abstract void Clear(in StateField field);
}
