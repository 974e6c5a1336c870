using System.Runtime.CompilerServices;
using System.Text.Json;
using Millrace.Memory;

namespace Millrace.Records;

/// <summary>
/// The members of a record type, callable where it implements them explicitly (a type parameter is the only way to them):
/// what generated code uses for fields that are records themselves.
/// </summary>
public static class NestedRecord
{
    /// <inheritdoc cref="IRecord{T}.HasText"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool HasText<T, TRecord>() where T : unmanaged where TRecord : struct, IRecord<T> => TRecord.HasText;

    /// <inheritdoc cref="IRecord{T}.TextBytes"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TextBytes<T, TRecord>(in T row) where T : unmanaged where TRecord : struct, IRecord<T> => TRecord.TextBytes(in row);

    /// <summary>The row with its long text moved; see <see cref="IRecord{T}.MoveText"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T MoveText<T, TRecord>(T row, ref TextArea area) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        TRecord.MoveText(ref row, ref area);
        return row;
    }

    /// <summary>The row with its long text at its new place; see <see cref="IRecord{T}.Rebase"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Rebase<T, TRecord>(T row, in Rebase rebase) where T : unmanaged where TRecord : struct, IRecord<T>
    {
        TRecord.Rebase(ref row, in rebase);
        return row;
    }

    /// <inheritdoc cref="IRecord{T}.Hash"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash<T, TRecord>(in T row) where T : unmanaged where TRecord : struct, IRecord<T> => TRecord.Hash(in row);

    /// <inheritdoc cref="IRecord{T}.AreEqual"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual<T, TRecord>(in T left, in T right) where T : unmanaged where TRecord : struct, IRecord<T> =>
        TRecord.AreEqual(in left, in right);

    /// <inheritdoc cref="IRecord{T}.Compare"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Compare<T, TRecord>(in T left, in T right) where T : unmanaged where TRecord : struct, IRecord<T> =>
        TRecord.Compare(in left, in right);

    /// <summary>The column names of a nested record, as <c>parent.child</c>.</summary>
    public static IEnumerable<string> Columns<T, TRecord>(string parent) where T : unmanaged where TRecord : struct, ICsvRecord<T> =>
        TRecord.Columns.Select(child => $"{parent}.{child}");

    /// <summary>Reads a nested record from the columns from field <paramref name="first"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool ReadCsv<T, TRecord>(ref CsvFields fields, int first, out T row) where T : unmanaged where TRecord : struct, ICsvRecord<T>
    {
        var nested = fields.From(first);
        return TRecord.TryReadCsv(ref nested, out row) || fields.Fail(first + nested.Failed);
    }

    /// <inheritdoc cref="ICsvRecord{T}.WriteCsv"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteCsv<T, TRecord>(in T row, ref Utf8Writer writer) where T : unmanaged where TRecord : struct, ICsvRecord<T> =>
        TRecord.WriteCsv(in row, ref writer);

    /// <summary>Reads a nested record; <paramref name="failed"/> counts from field <paramref name="first"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool ReadJson<T, TRecord>(ref Utf8JsonReader reader, int first, out T row, out int failed)
        where T : unmanaged where TRecord : struct, IJsonRecord<T>
    {
        bool ok = TRecord.TryReadJson(ref reader, out row, out int inner);
        failed = ok ? -1 : first + Math.Max(inner, 0);
        return ok;
    }

    /// <inheritdoc cref="IJsonRecord{T}.WriteJson"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteJson<T, TRecord>(in T row, ref Utf8Writer writer) where T : unmanaged where TRecord : struct, IJsonRecord<T> =>
        TRecord.WriteJson(in row, ref writer);

    /// <inheritdoc cref="ISchemaRecord.Schema"/>
    public static RecordSchema Schema<TRecord>() where TRecord : struct, ISchemaRecord => TRecord.Schema;
}
