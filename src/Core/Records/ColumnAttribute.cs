namespace Millrace;

/// <summary>The name of a record's field in CSV headers and JSON objects, where it is not the property's in snake case.</summary>
/// <param name="name">The name of the column.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.Field)]
public sealed class ColumnAttribute(string name) : Attribute
{
    /// <summary>The name of the column.</summary>
    public string Name { get; } = name;
}
