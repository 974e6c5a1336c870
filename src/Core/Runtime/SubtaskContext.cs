using Millrace.Memory;

namespace Millrace.Runtime;

/// <summary>What a chain may know and use of the subtask it runs in. One per subtask; thread: the subtask's.</summary>
public sealed class SubtaskContext
{
    /// <summary>Name of the vertex, for errors and metrics.</summary>
    public required string VertexName { get; init; }

    /// <summary>Index of this subtask, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Number of subtasks of the vertex.</summary>
    public required int Parallelism { get; init; }

    /// <summary>Memory for keyed state and window panes.</summary>
    public required MemoryAccount State { get; init; }

    /// <summary>Work left in this step; long-running loops in <see cref="IChain.Resume"/> spend it and stop at zero.</summary>
    public StepBudget Budget { get; } = new();

    /// <summary>Event time as the chain's <c>EventTime</c> operator sees it, for the watermark of the split or channel being read.</summary>
    public EventTimeClock EventTime { get; } = new();
}
