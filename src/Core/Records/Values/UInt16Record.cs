using System.Runtime.CompilerServices;
using System.Text.Json;
using Millrace.Memory;

namespace Millrace.Records;

/// <summary>A number (<see cref="ushort"/>) as a row or key of its own. All integer types hash equal numbers alike, so a key can be widened.</summary>
public readonly struct UInt16Record : ICsvRecord<ushort>, IJsonRecord<ushort>, ISchemaRecord
{
    /// <inheritdoc/>
    public static bool HasText => false;

    /// <inheritdoc/>
    public static int TextBytes(in ushort row) => 0;

    /// <inheritdoc/>
    public static void MoveText(ref ushort row, ref TextArea area) { }

    /// <inheritdoc/>
    public static void Rebase(ref ushort row, in Rebase rebase) { }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(in ushort row) => KeyHash.Word(row);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(in ushort left, in ushort right) => left.Equals(right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Compare(in ushort left, in ushort right) => left.CompareTo(right);

    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = RecordSchema.Of(FieldType.UInt16);

    /// <inheritdoc/>
    public static IReadOnlyList<string> Columns { get; } = ["value"];

    /// <inheritdoc/>
    public static bool TryReadCsv(ref CsvFields fields, out ushort row) => fields.Read(0, out row);

    /// <inheritdoc/>
    public static void WriteCsv(in ushort row, ref Utf8Writer writer) => writer.Write(row);

    /// <inheritdoc/>
    public static bool TryReadJson(ref Utf8JsonReader reader, out ushort row, out int failed)
    {
        bool ok = reader.Read(out row);
        failed = ok ? -1 : 0;
        return ok;
    }

    /// <inheritdoc/>
    public static void WriteJson(in ushort row, ref Utf8Writer writer) => writer.Write(row);
}
