using Millrace.Runtime;

namespace Millrace;

/// <summary>What a function may know of the subtask that it runs in. Thread: the subtask's.</summary>
public sealed class OperatorContext
{
    private readonly SubtaskMetrics _metrics;

    internal OperatorContext(string name, SubtaskContext context)
    {
        _metrics = context.Metrics;
        Name = name;
        Subtask = context.Index;
        Parallelism = context.Parallelism;
    }

    /// <summary>Name of the operator, as <c>Named</c> gave it.</summary>
    public string Name { get; }

    /// <summary>Index of the subtask, from 0.</summary>
    public int Subtask { get; }

    /// <summary>Number of subtasks.</summary>
    public int Parallelism { get; }

    /// <summary>
    /// A counter that is published with the job's metrics: in its snapshot and as the instrument <c>millrace.operator.counter</c>, tagged with
    /// operator and name, summed over subtasks. To be called in <see cref="IOperatorLifecycle.Open"/> and kept in a field.
    /// </summary>
    /// <param name="name">Its name, such as <c>retries</c>; the same name is the same counter.</param>
    public OperatorCounter Counter(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _metrics.Counter(Name, name);
    }
}
