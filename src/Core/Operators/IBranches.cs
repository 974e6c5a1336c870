using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>The branches of a <see cref="Split{T, TFunction, TBranches}"/>. Implemented by structs nested in one another.</summary>
/// <typeparam name="T">The row.</typeparam>
public interface IBranches<T> : IChain
{
    /// <summary>How many there are.</summary>
    static abstract int Count { get; }

    /// <summary>Hands a row to the branch of an index, counted from this one; false if there is none.</summary>
    bool TryCollect(int index, in T row, long time);
}
