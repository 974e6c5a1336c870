using System.Runtime.CompilerServices;
using System.Text.Json;
using Millrace.Memory;

namespace Millrace.Records;

/// <summary>A number (<see cref="uint"/>) as a row or key of its own. All integer types hash equal numbers alike, so a key can be widened.</summary>
public readonly struct UInt32Record : ICsvRecord<uint>, IJsonRecord<uint>, ISchemaRecord
{
    /// <inheritdoc/>
    public static bool HasText => false;

    /// <inheritdoc/>
    public static int TextBytes(in uint row) => 0;

    /// <inheritdoc/>
    public static void MoveText(ref uint row, ref TextArea area) { }

    /// <inheritdoc/>
    public static void Rebase(ref uint row, in Rebase rebase) { }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(in uint row) => KeyHash.Word(row);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(in uint left, in uint right) => left.Equals(right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Compare(in uint left, in uint right) => left.CompareTo(right);

    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = RecordSchema.Of(FieldType.UInt32);

    /// <inheritdoc/>
    public static IReadOnlyList<string> Columns { get; } = ["value"];

    /// <inheritdoc/>
    public static bool TryReadCsv(ref CsvFields fields, out uint row) => fields.Read(0, out row);

    /// <inheritdoc/>
    public static void WriteCsv(in uint row, ref Utf8Writer writer) => writer.Write(row);

    /// <inheritdoc/>
    public static bool TryReadJson(ref Utf8JsonReader reader, out uint row, out int failed)
    {
        bool ok = reader.Read(out row);
        failed = ok ? -1 : 0;
        return ok;
    }

    /// <inheritdoc/>
    public static void WriteJson(in uint row, ref Utf8Writer writer) => writer.Write(row);
}
