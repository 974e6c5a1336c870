namespace Millrace.Records;

/// <summary>
/// What a record consists of: written in front of persisted rows, so that a later version of the record can read them.
/// </summary>
/// <remarks>
/// Offsets follow the sequential layout of .NET structs: each field at the next multiple of its alignment, the whole rounded
/// up to the largest alignment. A nullable field is a flag followed by the value at the value's alignment.
/// </remarks>
public sealed class RecordSchema
{
    /// <summary>A record of these fields, in order of declaration.</summary>
    public RecordSchema(string name, params IReadOnlyList<RecordField> fields)
    {
        Name = name;
        var placed = new RecordField[fields.Count];
        int end = 0;
        AlignmentBytes = 1;
        for (int i = 0; i < placed.Length; i++)
        {
            var (size, alignment) = Layout(fields[i]);
            if (fields[i].Nullable) size = RoundUp(alignment + size, alignment);
            int offset = RoundUp(end, alignment);
            placed[i] = fields[i] with { Id = i, Offset = offset, SizeBytes = size };
            end = offset + size;
            AlignmentBytes = Math.Max(AlignmentBytes, alignment);
        }
        Fields = placed;
        SizeBytes = RoundUp(Math.Max(end, 1), AlignmentBytes);
    }

    /// <summary>Name of the record: namespace and type.</summary>
    public string Name { get; }

    /// <summary>The fields, in order of declaration.</summary>
    public IReadOnlyList<RecordField> Fields { get; }

    /// <summary>Size of a row in bytes, without text and lists outside it.</summary>
    public int SizeBytes { get; }

    /// <summary>Alignment of a row in bytes.</summary>
    public int AlignmentBytes { get; }

    /// <summary>A schema of one unnamed field, as of a key that is a plain value.</summary>
    public static RecordSchema Of(FieldType type) => new(type.ToString(), new RecordField("value", type));

    private static (int Size, int Alignment) Layout(RecordField field) => field.Type switch
    {
        FieldType.Record => (field.Nested!.SizeBytes, field.Nested.AlignmentBytes),
        FieldType.Enum => Layout(field.Underlying!.Value),
        _ => Layout(field.Type),
    };

    private static (int Size, int Alignment) Layout(FieldType type) => type switch
    {
        FieldType.SByte or FieldType.Byte or FieldType.Boolean => (1, 1),
        FieldType.Int16 or FieldType.UInt16 or FieldType.Char => (2, 2),
        FieldType.Int32 or FieldType.UInt32 or FieldType.Single => (4, 4),
        FieldType.Guid => (16, 4),
        FieldType.Decimal or FieldType.Text or FieldType.Binary or FieldType.List => (16, 8),
        _ => (8, 8),
    };

    private static int RoundUp(int value, int alignment) => (value + alignment - 1) & -alignment;
}
