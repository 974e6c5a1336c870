using System.Runtime.CompilerServices;
using System.Text.Json;
using Millrace.Memory;

namespace Millrace.Records;

/// <summary>Bytes (<see cref="Binary"/>) as a row or key of its own.</summary>
public readonly struct BinaryRecord : ICsvRecord<Binary>, IJsonRecord<Binary>, ISchemaRecord
{
    /// <inheritdoc/>
    public static bool HasText => true;

    /// <inheritdoc/>
    public static int TextBytes(in Binary row) => TextArea.BytesFor(row);

    /// <inheritdoc/>
    public static void MoveText(ref Binary row, ref TextArea area) => row = area.Move(row);

    /// <inheritdoc/>
    public static void Rebase(ref Binary row, in Rebase rebase) => row = rebase.Apply(row);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(in Binary row) => row.Hash();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(in Binary left, in Binary right) => left.Equals(right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Compare(in Binary left, in Binary right) => left.CompareTo(right);

    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = RecordSchema.Of(FieldType.Binary);

    /// <inheritdoc/>
    public static IReadOnlyList<string> Columns { get; } = ["value"];

    /// <inheritdoc/>
    public static bool TryReadCsv(ref CsvFields fields, out Binary row) => fields.Read(0, out row);

    /// <inheritdoc/>
    public static void WriteCsv(in Binary row, ref Utf8Writer writer) => writer.WriteCsv(row);

    /// <inheritdoc/>
    public static bool TryReadJson(ref Utf8JsonReader reader, out Binary row, out int failed)
    {
        bool ok = reader.Read(out row);
        failed = ok ? -1 : 0;
        return ok;
    }

    /// <inheritdoc/>
    public static void WriteJson(in Binary row, ref Utf8Writer writer) => writer.WriteJson(row);
}
