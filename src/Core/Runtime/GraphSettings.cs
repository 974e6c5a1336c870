namespace Millrace.Runtime;

/// <summary>What decides the shape of a graph.</summary>
/// <param name="Parallelism">Subtasks per vertex, at least 1. With 1, exchanges are fused away.</param>
public sealed record GraphSettings(int Parallelism);
