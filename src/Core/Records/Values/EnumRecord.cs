using System.Runtime.CompilerServices;
using System.Text.Json;
using Millrace.Memory;

namespace Millrace.Records;

/// <summary>A member of an enum as a row or key of its own: hashed and ordered as its number, written by name.</summary>
public readonly struct EnumRecord<T> : ICsvRecord<T>, IJsonRecord<T>, ISchemaRecord where T : unmanaged, Enum
{
    /// <inheritdoc/>
    public static bool HasText => false;

    /// <inheritdoc/>
    public static int TextBytes(in T row) => 0;

    /// <inheritdoc/>
    public static void MoveText(ref T row, ref TextArea area) { }

    /// <inheritdoc/>
    public static void Rebase(ref T row, in Rebase rebase) { }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(in T row) => KeyHash.Word((ulong)EnumNames<T>.Number(row));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(in T left, in T right) => EnumNames<T>.Number(left) == EnumNames<T>.Number(right);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Compare(in T left, in T right) => EnumNames<T>.IsUInt64
        ? ((ulong)EnumNames<T>.Number(left)).CompareTo((ulong)EnumNames<T>.Number(right))
        : EnumNames<T>.Number(left).CompareTo(EnumNames<T>.Number(right));

    /// <inheritdoc/>
    public static RecordSchema Schema { get; } =
        RecordSchema.Of(new RecordField("value", FieldType.Enum) { Underlying = EnumNames<T>.Underlying });

    /// <inheritdoc/>
    public static IReadOnlyList<string> Columns { get; } = ["value"];

    /// <inheritdoc/>
    public static bool TryReadCsv(ref CsvFields fields, out T row) => fields.ReadEnum(0, out row);

    /// <inheritdoc/>
    public static void WriteCsv(in T row, ref Utf8Writer writer) => writer.WriteEnum(row);

    /// <inheritdoc/>
    public static bool TryReadJson(ref Utf8JsonReader reader, out T row, out int failed)
    {
        bool ok = reader.ReadEnum(out row);
        failed = ok ? -1 : 0;
        return ok;
    }

    /// <inheritdoc/>
    public static void WriteJson(in T row, ref Utf8Writer writer) => writer.WriteJsonEnum(row);
}
