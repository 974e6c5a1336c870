namespace Millrace.Runtime;

/// <summary>What decides the shape of a graph.</summary>
/// <param name="Parallelism">Subtasks per vertex, at least 1. With 1, exchanges are fused away.</param>
/// <param name="Mode">In batch mode nothing is fused away: exchanges put rows in order.</param>
public sealed record GraphSettings(int Parallelism, JobMode Mode = JobMode.Streaming)
{
    /// <summary>True if operators with state may run in the chain of their input.</summary>
    public bool FusesExchanges => Parallelism == 1 && Mode == JobMode.Streaming;
}
