namespace Millrace.Operators;

/// <summary>The user's <c>Split</c> lambda as a struct functor written by the generator.</summary>
/// <typeparam name="T">The row.</typeparam>
public interface ISplitFunction<T>
{
    /// <summary>Index of the branch of a row, from 0.</summary>
    int Branch(in T row);
}
