namespace Millrace.Operators;

/// <summary>The accumulator of a ranking without a window. Implemented by generated structs.</summary>
/// <typeparam name="TAcc">The accumulator itself.</typeparam>
public interface IRankedAccumulator<TAcc> where TAcc : struct, IRankedAccumulator<TAcc>
{
    /// <summary>True if the row that was added last is among the first: then it is the result.</summary>
    static abstract bool HasEntered(in TAcc acc);

    /// <summary>Makes the row at a place, from 0, the result; false if there are not so many.</summary>
    static abstract bool Choose(ref TAcc acc, int index);
}
