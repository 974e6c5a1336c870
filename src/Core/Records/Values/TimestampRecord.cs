using System.Runtime.CompilerServices;
using System.Text.Json;
using Millrace.Memory;

namespace Millrace.Records;

/// <summary>A time (<see cref="Timestamp"/>) as a row or key of its own.</summary>
public readonly struct TimestampRecord : ICsvRecord<Timestamp>, IJsonRecord<Timestamp>, ISchemaRecord
{
    /// <inheritdoc/>
    public static bool HasText => false;

    /// <inheritdoc/>
    public static int TextBytes(in Timestamp row) => 0;

    /// <inheritdoc/>
    public static void MoveText(ref Timestamp row, ref TextArea area) { }

    /// <inheritdoc/>
    public static void Rebase(ref Timestamp row, in Rebase rebase) { }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(in Timestamp row) => KeyHash.Word((ulong)row.Microseconds);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(in Timestamp left, in Timestamp right) => left.Equals(right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Compare(in Timestamp left, in Timestamp right) => left.CompareTo(right);

    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = RecordSchema.Of(FieldType.Timestamp);

    /// <inheritdoc/>
    public static IReadOnlyList<string> Columns { get; } = ["value"];

    /// <inheritdoc/>
    public static bool TryReadCsv(ref CsvFields fields, out Timestamp row) => fields.Read(0, out row);

    /// <inheritdoc/>
    public static void WriteCsv(in Timestamp row, ref Utf8Writer writer) => writer.Write(row);

    /// <inheritdoc/>
    public static bool TryReadJson(ref Utf8JsonReader reader, out Timestamp row, out int failed)
    {
        bool ok = reader.Read(out row);
        failed = ok ? -1 : 0;
        return ok;
    }

    /// <inheritdoc/>
    public static void WriteJson(in Timestamp row, ref Utf8Writer writer) => writer.WriteJson(row);
}
