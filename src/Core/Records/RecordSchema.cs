using System.Runtime.CompilerServices;

namespace Millrace.Records;

/// <summary>
/// What a record consists of: written in front of persisted rows, so that a later version of the record can read them.
/// </summary>
/// <remarks>
/// Offsets follow the sequential layout of .NET structs: each field at the next multiple of its alignment, the whole rounded
/// up to the largest alignment. A nullable field is a flag followed by the value at the value's alignment. A tuple, and any
/// record that contains one, is laid out by the runtime as it likes (<see cref="IsSequential"/> is false); such rows are
/// copied whole within one process and leave it field by field.
/// </remarks>
public sealed class RecordSchema
{
    private RecordSchema(string name, IReadOnlyList<RecordField> fields, bool isSequential)
    {
        Name = name;
        var placed = new RecordField[fields.Count];
        int end = 0;
        AlignmentBytes = 1;
        IsSequential = isSequential && fields.All(field => field.Type != FieldType.Record || field.Nested!.IsSequential);
        for (int i = 0; i < placed.Length; i++)
        {
            var (size, alignment) = Layout(fields[i]);
            if (fields[i].Nullable) size = RoundUp(alignment + size, alignment);
            int offset = RoundUp(end, alignment);
            placed[i] = fields[i] with { Id = i, Offset = IsSequential ? offset : -1, SizeBytes = size };
            end = offset + size;
            AlignmentBytes = Math.Max(AlignmentBytes, alignment);
        }
        Fields = placed;
        SizeBytes = RoundUp(Math.Max(end, 1), AlignmentBytes);
        Padding = IsSequential ? [.. Gaps()] : [];
    }

    /// <summary>A record of these fields, in order of declaration, without tuples in it.</summary>
    public RecordSchema(string name, params IReadOnlyList<RecordField> fields) : this(name, fields, isSequential: true) { }

    /// <summary>Name of the record: namespace and type.</summary>
    public string Name { get; }

    /// <summary>The fields, in order of declaration.</summary>
    public IReadOnlyList<RecordField> Fields { get; }

    /// <summary>Size of a row in bytes, without text and lists outside it.</summary>
    public int SizeBytes { get; private init; }

    /// <summary>Alignment of a row in bytes.</summary>
    public int AlignmentBytes { get; private init; }

    /// <summary>True if offsets are known and the same everywhere.</summary>
    public bool IsSequential { get; private init; }

    // Bytes of a row that belong to no field.
    internal IReadOnlyList<(int Offset, int SizeBytes)> Padding { get; }

    /// <summary>The schema of a row type with these fields, in order of declaration.</summary>
    public static RecordSchema Of<T>(string name, params IReadOnlyList<RecordField> fields) where T : unmanaged
    {
        // The layout of tuples is automatic, whatever their size.
        bool isTuple = typeof(ITuple).IsAssignableFrom(typeof(T));
        var schema = new RecordSchema(name, fields, !isTuple);
        if (schema.IsSequential && schema.SizeBytes == Unsafe.SizeOf<T>()) return schema;
        return new RecordSchema(name, fields, isSequential: false)
        {
            SizeBytes = Unsafe.SizeOf<T>(),
            AlignmentBytes = Unsafe.SizeOf<Prefixed<T>>() - Unsafe.SizeOf<T>(),
        };
    }

    /// <summary>A schema of one field, as of a key that is a plain value.</summary>
    public static RecordSchema Of(FieldType type) => Of(new RecordField("value", type));

    internal static RecordSchema Of(RecordField field) => new(field.Type.ToString(), [field], isSequential: true);

    private IEnumerable<(int Offset, int SizeBytes)> Gaps()
    {
        int end = 0;
        foreach (var field in Fields)
        {
            if (field.Offset > end) yield return (end, field.Offset - end);
            int value = field.Offset;
            if (field.Nullable)
            {
                int alignment = Layout(field).Alignment;
                value += alignment;
                if (alignment > 1) yield return (field.Offset + 1, alignment - 1);
            }
            if (field.Type == FieldType.Record)
            {
                foreach (var (offset, size) in field.Nested!.Padding) yield return (value + offset, size);
            }
            end = field.Offset + field.SizeBytes;
        }
        if (SizeBytes > end) yield return (end, SizeBytes - end);
    }

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

    // Sequential, so that the value starts at its own alignment.
    private readonly record struct Prefixed<T>(byte Prefix, T Value) where T : unmanaged;
}
