namespace Millrace;

/// <summary>What a function may know of the subtask that it runs in. Thread: the subtask's.</summary>
public sealed class OperatorContext
{
    internal OperatorContext(string name, int subtask, int parallelism)
    {
        Name = name;
        Subtask = subtask;
        Parallelism = parallelism;
    }

    /// <summary>Name of the operator, as <c>Named</c> gave it.</summary>
    public string Name { get; }

    /// <summary>Index of the subtask, from 0.</summary>
    public int Subtask { get; }

    /// <summary>Number of subtasks.</summary>
    public int Parallelism { get; }
}
