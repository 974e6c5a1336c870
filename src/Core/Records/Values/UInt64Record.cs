using System.Runtime.CompilerServices;
using System.Text.Json;
using Millrace.Memory;

namespace Millrace.Records;

/// <summary>A number (<see cref="ulong"/>) as a row or key of its own. All integer types hash equal numbers alike, so a key can be widened.</summary>
public readonly struct UInt64Record : ICsvRecord<ulong>, IJsonRecord<ulong>, ISchemaRecord
{
    /// <inheritdoc/>
    public static bool HasText => false;

    /// <inheritdoc/>
    public static int TextBytes(in ulong row) => 0;

    /// <inheritdoc/>
    public static void MoveText(ref ulong row, ref TextArea area) { }

    /// <inheritdoc/>
    public static void Rebase(ref ulong row, in Rebase rebase) { }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(in ulong row) => KeyHash.Word(row);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(in ulong left, in ulong right) => left.Equals(right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Compare(in ulong left, in ulong right) => left.CompareTo(right);

    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = RecordSchema.Of(FieldType.UInt64);

    /// <inheritdoc/>
    public static IReadOnlyList<string> Columns { get; } = ["value"];

    /// <inheritdoc/>
    public static bool TryReadCsv(ref CsvFields fields, out ulong row) => fields.Read(0, out row);

    /// <inheritdoc/>
    public static void WriteCsv(in ulong row, ref Utf8Writer writer) => writer.Write(row);

    /// <inheritdoc/>
    public static bool TryReadJson(ref Utf8JsonReader reader, out ulong row, out int failed)
    {
        bool ok = reader.Read(out row);
        failed = ok ? -1 : 0;
        return ok;
    }

    /// <inheritdoc/>
    public static void WriteJson(in ulong row, ref Utf8Writer writer) => writer.Write(row);
}
