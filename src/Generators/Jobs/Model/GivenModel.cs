namespace Millrace.Generators.Jobs.Model;

/// <summary>A value that a helper was given: computed when a run starts, and read by lambdas.</summary>
/// <param name="Field">The field of the job that keeps it.</param>
/// <param name="Type">Its type.</param>
/// <param name="Lambda">The method that computes it.</param>
internal sealed record GivenModel(string Field, string Type, int Lambda);
