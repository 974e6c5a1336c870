namespace Millrace.Runtime;

/// <summary>The user's <c>Partition</c> lambda as a struct functor written by the generator.</summary>
/// <typeparam name="T">The row.</typeparam>
public interface IPartitioner<T>
{
    /// <summary>Index of the subtask that a row goes to, from 0.</summary>
    /// <param name="row">The row.</param>
    /// <param name="subtasks">How many there are.</param>
    int Subtask(in T row, int subtasks);
}
