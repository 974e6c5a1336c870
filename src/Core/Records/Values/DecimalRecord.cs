using System.Runtime.CompilerServices;
using System.Text.Json;
using Millrace.Memory;

namespace Millrace.Records;

/// <summary>A number (<see cref="decimal"/>) as a row or key of its own. 1.0 equals 1.00.</summary>
public readonly struct DecimalRecord : ICsvRecord<decimal>, IJsonRecord<decimal>, ISchemaRecord
{
    /// <inheritdoc/>
    public static bool HasText => false;

    /// <inheritdoc/>
    public static int TextBytes(in decimal row) => 0;

    /// <inheritdoc/>
    public static void MoveText(ref decimal row, ref TextArea area) { }

    /// <inheritdoc/>
    public static void Rebase(ref decimal row, in Rebase rebase) { }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(in decimal row) => Canonical.Hash(row);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(in decimal left, in decimal right) => left.Equals(right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Compare(in decimal left, in decimal right) => left.CompareTo(right);

    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = RecordSchema.Of(FieldType.Decimal);

    /// <inheritdoc/>
    public static IReadOnlyList<string> Columns { get; } = ["value"];

    /// <inheritdoc/>
    public static bool TryReadCsv(ref CsvFields fields, out decimal row) => fields.Read(0, out row);

    /// <inheritdoc/>
    public static void WriteCsv(in decimal row, ref Utf8Writer writer) => writer.Write(row);

    /// <inheritdoc/>
    public static bool TryReadJson(ref Utf8JsonReader reader, out decimal row, out int failed)
    {
        bool ok = reader.Read(out row);
        failed = ok ? -1 : 0;
        return ok;
    }

    /// <inheritdoc/>
    public static void WriteJson(in decimal row, ref Utf8Writer writer) => writer.Write(row);
}
