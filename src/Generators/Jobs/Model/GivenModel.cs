namespace Millrace.Generators.Jobs.Model;

/// <summary>A value that a helper was given, read by lambdas: computed when a run starts, or a constant that must not be one to the C# compiler.</summary>
/// <param name="Field">The field of the job that keeps it, or the property that returns it.</param>
/// <param name="Type">Its type.</param>
/// <param name="Lambda">The method that computes it; negative for a constant.</param>
internal sealed record GivenModel(string Field, string Type, int Lambda)
{
    /// <summary>The constant; null for a value that is computed.</summary>
    public string? Constant { get; init; }
}
