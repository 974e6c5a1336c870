using Millrace.Generators.Infrastructure;

namespace Millrace.Generators.Model;

/// <summary>The type of a row or of a field, without symbols.</summary>
/// <param name="Name">The type as generated code writes it: <c>global::Shop.Order</c>, <c>int</c>, <c>(int Day, int Hour)</c>.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Codec">The record type that describes it (<c>TRecord</c>): itself for a record, <c>global::Millrace.Records.Int32Record</c> for an <c>int</c>,
/// for a tuple the name of a hidden struct that <c>RecordEmitter.Tuples</c> writes into the same class.</param>
/// <param name="FieldType">Member of <c>Millrace.Records.FieldType</c>.</param>
/// <param name="Fields">Fields of a record or tuple; the item type of a list as its only field.</param>
internal sealed record RowType(string Name, RowKind Kind, string Codec, string FieldType, EquatableArray<RowField> Fields)
{
    /// <summary>Why it cannot be in a row.</summary>
    public RowProblem Problem { get; init; }

    /// <summary>What to write instead, for <see cref="Problem"/>.</summary>
    public string Remedy { get; init; } = "";

    /// <summary>True if fields are assigned in place (tuples, accumulators); otherwise a row is rebuilt by <c>with</c>.</summary>
    public bool IsMutable { get; init; }

    /// <summary>Parameters of the primary constructor that no field keeps.</summary>
    public EquatableArray<string> Unkept { get; init; }

    /// <summary>Underlying type of an enum, as a member of <c>FieldType</c>.</summary>
    public string Underlying { get; init; } = "";

    /// <summary>True if a value may point at bytes outside itself. For a record without known fields, set by who makes it.</summary>
    public bool PointsOutside { get; init; }

    /// <summary>True if a value may point at bytes outside itself.</summary>
    public bool HasText => PointsOutside || Kind is RowKind.Text or RowKind.Binary or RowKind.List || (Kind is RowKind.Record or RowKind.Tuple && Fields.Any(part => part.Type.HasText));

    /// <summary>True if it, and all in it, can be in a row.</summary>
    public bool IsSupported => Problem == RowProblem.None && Fields.All(part => part.Type.IsSupported);

    /// <summary>Number of CSV columns: fields of nested records count each.</summary>
    public int ColumnCount => Kind is RowKind.Record or RowKind.Tuple ? Fields.Sum(part => part.Type.ColumnCount) : 1;

    /// <summary>A struct of the library's or the compiler's that implements <c>IRecord</c> for itself, such as an accumulator slot.</summary>
    public static RowType Opaque(string name, bool pointsOutside) =>
        new(name, RowKind.Record, name, "Record", EquatableArray<RowField>.Empty) { PointsOutside = pointsOutside };
}
