using System.Runtime.CompilerServices;
using System.Text.Json;
using Millrace.Memory;

namespace Millrace.Records;

/// <summary>A character (<see cref="char"/>) as a row or key of its own.</summary>
public readonly struct CharRecord : ICsvRecord<char>, IJsonRecord<char>, ISchemaRecord
{
    /// <inheritdoc/>
    public static bool HasText => false;

    /// <inheritdoc/>
    public static int TextBytes(in char row) => 0;

    /// <inheritdoc/>
    public static void MoveText(ref char row, ref TextArea area) { }

    /// <inheritdoc/>
    public static void Rebase(ref char row, in Rebase rebase) { }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(in char row) => KeyHash.Word(row);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(in char left, in char right) => left.Equals(right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Compare(in char left, in char right) => left.CompareTo(right);

    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = RecordSchema.Of(FieldType.Char);

    /// <inheritdoc/>
    public static IReadOnlyList<string> Columns { get; } = ["value"];

    /// <inheritdoc/>
    public static bool TryReadCsv(ref CsvFields fields, out char row) => fields.Read(0, out row);

    /// <inheritdoc/>
    public static void WriteCsv(in char row, ref Utf8Writer writer) => writer.WriteCsv(row);

    /// <inheritdoc/>
    public static bool TryReadJson(ref Utf8JsonReader reader, out char row, out int failed)
    {
        bool ok = reader.Read(out row);
        failed = ok ? -1 : 0;
        return ok;
    }

    /// <inheritdoc/>
    public static void WriteJson(in char row, ref Utf8Writer writer) => writer.WriteJson(row);
}
