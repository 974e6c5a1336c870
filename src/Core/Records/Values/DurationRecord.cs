using System.Runtime.CompilerServices;
using System.Text.Json;
using Millrace.Memory;

namespace Millrace.Records;

/// <summary>A duration (<see cref="Duration"/>) as a row or key of its own.</summary>
public readonly struct DurationRecord : ICsvRecord<Duration>, IJsonRecord<Duration>, ISchemaRecord
{
    /// <inheritdoc/>
    public static bool HasText => false;

    /// <inheritdoc/>
    public static int TextBytes(in Duration row) => 0;

    /// <inheritdoc/>
    public static void MoveText(ref Duration row, ref TextArea area) { }

    /// <inheritdoc/>
    public static void Rebase(ref Duration row, in Rebase rebase) { }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(in Duration row) => KeyHash.Word((ulong)row.Microseconds);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(in Duration left, in Duration right) => left.Equals(right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Compare(in Duration left, in Duration right) => left.CompareTo(right);

    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = RecordSchema.Of(FieldType.Duration);

    /// <inheritdoc/>
    public static IReadOnlyList<string> Columns { get; } = ["value"];

    /// <inheritdoc/>
    public static bool TryReadCsv(ref CsvFields fields, out Duration row) => fields.Read(0, out row);

    /// <inheritdoc/>
    public static void WriteCsv(in Duration row, ref Utf8Writer writer) => writer.Write(row);

    /// <inheritdoc/>
    public static bool TryReadJson(ref Utf8JsonReader reader, out Duration row, out int failed)
    {
        bool ok = reader.Read(out row);
        failed = ok ? -1 : 0;
        return ok;
    }

    /// <inheritdoc/>
    public static void WriteJson(in Duration row, ref Utf8Writer writer) => writer.WriteJson(row);
}
