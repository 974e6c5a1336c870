namespace Millrace;

/// <summary>A name that a record's field had before it was renamed, so that rows and state written then can be read.</summary>
/// <param name="name">The earlier name of the column.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.Field, AllowMultiple = true)]
public sealed class WasAttribute(string name) : Attribute
{
    /// <summary>The earlier name of the column.</summary>
    public string Name { get; } = name;
}
