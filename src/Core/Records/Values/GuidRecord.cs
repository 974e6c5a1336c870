using System.Runtime.CompilerServices;
using System.Text.Json;
using Millrace.Memory;

namespace Millrace.Records;

/// <summary>A guid (<see cref="Guid"/>) as a row or key of its own.</summary>
public readonly struct GuidRecord : ICsvRecord<Guid>, IJsonRecord<Guid>, ISchemaRecord
{
    /// <inheritdoc/>
    public static bool HasText => false;

    /// <inheritdoc/>
    public static int TextBytes(in Guid row) => 0;

    /// <inheritdoc/>
    public static void MoveText(ref Guid row, ref TextArea area) { }

    /// <inheritdoc/>
    public static void Rebase(ref Guid row, in Rebase rebase) { }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(in Guid row) => Canonical.Hash(row);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(in Guid left, in Guid right) => left.Equals(right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Compare(in Guid left, in Guid right) => left.CompareTo(right);

    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = RecordSchema.Of(FieldType.Guid);

    /// <inheritdoc/>
    public static IReadOnlyList<string> Columns { get; } = ["value"];

    /// <inheritdoc/>
    public static bool TryReadCsv(ref CsvFields fields, out Guid row) => fields.Read(0, out row);

    /// <inheritdoc/>
    public static void WriteCsv(in Guid row, ref Utf8Writer writer) => writer.Write(row);

    /// <inheritdoc/>
    public static bool TryReadJson(ref Utf8JsonReader reader, out Guid row, out int failed)
    {
        bool ok = reader.Read(out row);
        failed = ok ? -1 : 0;
        return ok;
    }

    /// <inheritdoc/>
    public static void WriteJson(in Guid row, ref Utf8Writer writer) => writer.WriteJson(row);
}
