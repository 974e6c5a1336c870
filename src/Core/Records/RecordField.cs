namespace Millrace.Records;

/// <summary>A field of a record.</summary>
/// <param name="Name">Name of the column.</param>
/// <param name="Type">What it holds.</param>
public sealed record RecordField(string Name, FieldType Type)
{
    /// <summary>Place in the record, from 0.</summary>
    public int Id { get; internal init; }

    /// <summary>True if it may be null.</summary>
    public bool Nullable { get; init; }

    /// <summary>Schema of a nested record, or of a list's items.</summary>
    public RecordSchema? Nested { get; init; }

    /// <summary>Type of the number that stands for an enum's member.</summary>
    public FieldType? Underlying { get; init; }

    /// <summary>Names that the field had before, from <see cref="WasAttribute"/>.</summary>
    public IReadOnlyList<string> Was { get; init; } = [];

    /// <summary>Offset of the field in the row, in bytes.</summary>
    public int Offset { get; internal init; }

    /// <summary>Size of the field in the row, in bytes.</summary>
    public int SizeBytes { get; internal init; }
}
