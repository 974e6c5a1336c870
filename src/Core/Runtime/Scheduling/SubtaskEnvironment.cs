namespace Millrace.Runtime;

/// <summary>What a subtask needs beside its context.</summary>
/// <param name="Vertex">The vertex that it is an instance of.</param>
/// <param name="Level">Distance of the vertex from the sources.</param>
/// <param name="Clock">Time.</param>
/// <param name="Options">The job's options.</param>
/// <param name="Inputs">The channels that it reads, by input and producer.</param>
/// <param name="DriftGroups">The sources of the run that wait for each other.</param>
internal sealed record SubtaskEnvironment(Vertex Vertex, int Level, IClock Clock, JobOptions Options, IReadOnlyList<InputChannel> Inputs, DriftGroups DriftGroups)
{
    /// <summary>The job's accounts.</summary>
    public ChannelMemory Memory { get; init; } = null!;

    /// <summary>What the subtask may use to sort rows.</summary>
    public long SortBytes { get; init; }

    /// <summary>Its part in a loop; null if it is in none.</summary>
    public LoopMember? Loop { get; init; }

    /// <summary>What the subtask may use for rows that wait to go round a loop again.</summary>
    public long LoopBytes { get; init; }

    /// <summary>Where rows go that do not fit into memory.</summary>
    public SpillDirectory Spill { get; init; } = null!;
}
