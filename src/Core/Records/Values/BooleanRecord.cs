using System.Runtime.CompilerServices;
using System.Text.Json;
using Millrace.Memory;

namespace Millrace.Records;

/// <summary>A truth value (<see cref="bool"/>) as a row or key of its own.</summary>
public readonly struct BooleanRecord : ICsvRecord<bool>, IJsonRecord<bool>, ISchemaRecord
{
    /// <inheritdoc/>
    public static bool HasText => false;

    /// <inheritdoc/>
    public static int TextBytes(in bool row) => 0;

    /// <inheritdoc/>
    public static void MoveText(ref bool row, ref TextArea area) { }

    /// <inheritdoc/>
    public static void Rebase(ref bool row, in Rebase rebase) { }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(in bool row) => KeyHash.Word(row ? 1UL : 0UL);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(in bool left, in bool right) => left.Equals(right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Compare(in bool left, in bool right) => left.CompareTo(right);

    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = RecordSchema.Of(FieldType.Boolean);

    /// <inheritdoc/>
    public static IReadOnlyList<string> Columns { get; } = ["value"];

    /// <inheritdoc/>
    public static bool TryReadCsv(ref CsvFields fields, out bool row) => fields.Read(0, out row);

    /// <inheritdoc/>
    public static void WriteCsv(in bool row, ref Utf8Writer writer) => writer.Write(row);

    /// <inheritdoc/>
    public static bool TryReadJson(ref Utf8JsonReader reader, out bool row, out int failed)
    {
        bool ok = reader.Read(out row);
        failed = ok ? -1 : 0;
        return ok;
    }

    /// <inheritdoc/>
    public static void WriteJson(in bool row, ref Utf8Writer writer) => writer.Write(row);
}
