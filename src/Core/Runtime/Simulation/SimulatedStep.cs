namespace Millrace.Runtime;

/// <summary>One step in the trace of a simulation.</summary>
/// <param name="TimeUs">Virtual time at which it began.</param>
/// <param name="Vertex">The vertex.</param>
/// <param name="Subtask">Index of the subtask.</param>
/// <param name="Units">Work units it was given.</param>
/// <param name="Result">What it came to.</param>
internal readonly record struct SimulatedStep(long TimeUs, string Vertex, int Subtask, int Units, StepResult Result);
