namespace Millrace.Testing;

/// <summary>What a run of <see cref="JobTest"/> came to.</summary>
/// <param name="Ended">The wall clock when the job ended.</param>
/// <param name="Steps">Number of steps that subtasks took.</param>
/// <param name="LateRows">Rows that came after their window had fired, or behind what a join still keeps.</param>
public sealed record JobTestResult(Timestamp Ended, long Steps, long LateRows);
