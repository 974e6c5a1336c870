using System.Runtime.CompilerServices;
using System.Text.Json;
using Millrace.Memory;

namespace Millrace.Records;

/// <summary>Text (<see cref="Utf8String"/>) as a row or key of its own.</summary>
public readonly struct Utf8StringRecord : ICsvRecord<Utf8String>, IJsonRecord<Utf8String>, ISchemaRecord
{
    /// <inheritdoc/>
    public static bool HasText => true;

    /// <inheritdoc/>
    public static int TextBytes(in Utf8String row) => TextArea.BytesFor(row);

    /// <inheritdoc/>
    public static void MoveText(ref Utf8String row, ref TextArea area) => row = area.Move(row);

    /// <inheritdoc/>
    public static void Rebase(ref Utf8String row, in Rebase rebase) => row = rebase.Apply(row);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(in Utf8String row) => row.Hash();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(in Utf8String left, in Utf8String right) => left.Equals(right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Compare(in Utf8String left, in Utf8String right) => left.CompareTo(right);

    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = RecordSchema.Of(FieldType.Text);

    /// <inheritdoc/>
    public static IReadOnlyList<string> Columns { get; } = ["value"];

    /// <inheritdoc/>
    public static bool TryReadCsv(ref CsvFields fields, out Utf8String row) => fields.Read(0, out row);

    /// <inheritdoc/>
    public static void WriteCsv(in Utf8String row, ref Utf8Writer writer) => writer.WriteCsv(row);

    /// <inheritdoc/>
    public static bool TryReadJson(ref Utf8JsonReader reader, out Utf8String row, out int failed)
    {
        bool ok = reader.Read(out row);
        failed = ok ? -1 : 0;
        return ok;
    }

    /// <inheritdoc/>
    public static void WriteJson(in Utf8String row, ref Utf8Writer writer) => writer.WriteJson(row);
}
