using System.Runtime.CompilerServices;
using System.Text.Json;
using Millrace.Memory;

namespace Millrace.Records;

/// <summary>A number (<see cref="float"/>) as a row or key of its own. −0.0 equals 0.0 and NaN equals NaN; it hashes as the <see cref="double"/> of the same value.</summary>
public readonly struct SingleRecord : ICsvRecord<float>, IJsonRecord<float>, ISchemaRecord
{
    /// <inheritdoc/>
    public static bool HasText => false;

    /// <inheritdoc/>
    public static int TextBytes(in float row) => 0;

    /// <inheritdoc/>
    public static void MoveText(ref float row, ref TextArea area) { }

    /// <inheritdoc/>
    public static void Rebase(ref float row, in Rebase rebase) { }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(in float row) => KeyHash.Word(Canonical.Bits(row));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(in float left, in float right) => left.Equals(right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Compare(in float left, in float right) => left.CompareTo(right);

    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = RecordSchema.Of(FieldType.Single);

    /// <inheritdoc/>
    public static IReadOnlyList<string> Columns { get; } = ["value"];

    /// <inheritdoc/>
    public static bool TryReadCsv(ref CsvFields fields, out float row) => fields.Read(0, out row);

    /// <inheritdoc/>
    public static void WriteCsv(in float row, ref Utf8Writer writer) => writer.Write(row);

    /// <inheritdoc/>
    public static bool TryReadJson(ref Utf8JsonReader reader, out float row, out int failed)
    {
        bool ok = reader.Read(out row);
        failed = ok ? -1 : 0;
        return ok;
    }

    /// <inheritdoc/>
    public static void WriteJson(in float row, ref Utf8Writer writer) => writer.WriteJson(row);
}
