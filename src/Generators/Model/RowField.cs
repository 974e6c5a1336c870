using Millrace.Generators.Infrastructure;

namespace Millrace.Generators.Model;

/// <summary>A field of a row.</summary>
/// <param name="Name">Name of the member as code writes it (escaped if it is a keyword).</param>
/// <param name="Type">Its type; of a nullable field the type under the question mark.</param>
internal sealed record RowField(string Name, RowType Type)
{
    /// <summary>Name of the column in CSV and JSON.</summary>
    public string Column { get; init; } = Naming.Snake(Name);

    /// <summary>True for <c>T?</c>.</summary>
    public bool IsNullable { get; init; }

    /// <summary>True if it is a parameter of the primary constructor; those come first.</summary>
    public bool IsPositional { get; init; }

    /// <summary>True if the constructor's parameter has a property of its own in the body, which may hold something else than it was given.</summary>
    public bool IsWrittenOut { get; init; }

    /// <summary>Names it had before.</summary>
    public EquatableArray<string> Was { get; init; } = EquatableArray<string>.Empty;

    /// <summary>The type as code writes it, with its question mark.</summary>
    public string TypeName => IsNullable ? Type.Name + "?" : Type.Name;
}
