namespace Millrace;

/// <summary>A counter of a function of the user's, summed over its subtasks.</summary>
/// <param name="Operator">Name of the operator.</param>
/// <param name="Name">Name of the counter.</param>
/// <param name="Value">What has been counted.</param>
public sealed record CounterMetrics(string Operator, string Name, long Value);
