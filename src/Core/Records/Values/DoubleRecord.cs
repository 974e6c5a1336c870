using System.Runtime.CompilerServices;
using System.Text.Json;
using Millrace.Memory;

namespace Millrace.Records;

/// <summary>A number (<see cref="double"/>) as a row or key of its own. −0.0 equals 0.0 and NaN equals NaN.</summary>
public readonly struct DoubleRecord : ICsvRecord<double>, IJsonRecord<double>, ISchemaRecord
{
    /// <inheritdoc/>
    public static bool HasText => false;

    /// <inheritdoc/>
    public static int TextBytes(in double row) => 0;

    /// <inheritdoc/>
    public static void MoveText(ref double row, ref TextArea area) { }

    /// <inheritdoc/>
    public static void Rebase(ref double row, in Rebase rebase) { }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(in double row) => KeyHash.Word(Canonical.Bits(row));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(in double left, in double right) => left.Equals(right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Compare(in double left, in double right) => left.CompareTo(right);

    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = RecordSchema.Of(FieldType.Double);

    /// <inheritdoc/>
    public static IReadOnlyList<string> Columns { get; } = ["value"];

    /// <inheritdoc/>
    public static bool TryReadCsv(ref CsvFields fields, out double row) => fields.Read(0, out row);

    /// <inheritdoc/>
    public static void WriteCsv(in double row, ref Utf8Writer writer) => writer.Write(row);

    /// <inheritdoc/>
    public static bool TryReadJson(ref Utf8JsonReader reader, out double row, out int failed)
    {
        bool ok = reader.Read(out row);
        failed = ok ? -1 : 0;
        return ok;
    }

    /// <inheritdoc/>
    public static void WriteJson(in double row, ref Utf8Writer writer) => writer.WriteJson(row);
}
