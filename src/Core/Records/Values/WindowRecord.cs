using System.Runtime.CompilerServices;
using System.Text.Json;
using Millrace.Memory;

namespace Millrace.Records;

/// <summary>A time window as a row or field: its start and its end.</summary>
public readonly struct WindowRecord : ICsvRecord<Window>, IJsonRecord<Window>, ISchemaRecord
{
    /// <inheritdoc/>
    public static bool HasText => false;

    /// <inheritdoc/>
    public static int TextBytes(in Window row) => 0;

    /// <inheritdoc/>
    public static void MoveText(ref Window row, ref TextArea area) { }

    /// <inheritdoc/>
    public static void Rebase(ref Window row, in Rebase rebase) { }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(in Window row) => KeyHash.Combine(TimestampRecord.Hash(row.Start), TimestampRecord.Hash(row.End));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(in Window left, in Window right) => left == right;

    /// <inheritdoc/>
    public static int Compare(in Window left, in Window right)
    {
        int order = left.Start.CompareTo(right.Start);
        return order != 0 ? order : left.End.CompareTo(right.End);
    }

    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = new("Millrace.Window", new RecordField("start", FieldType.Timestamp), new RecordField("end", FieldType.Timestamp));

    /// <inheritdoc/>
    public static IReadOnlyList<string> Columns { get; } = ["start", "end"];

    /// <inheritdoc/>
    public static bool TryReadCsv(ref CsvFields fields, out Window row)
    {
        bool ok = fields.Read(0, out Timestamp start) & fields.Read(1, out Timestamp end);
        row = new Window(start, end);
        return ok;
    }

    /// <inheritdoc/>
    public static void WriteCsv(in Window row, ref Utf8Writer writer)
    {
        writer.Write(row.Start);
        writer.Delimit();
        writer.Write(row.End);
    }

    /// <inheritdoc/>
    public static bool TryReadJson(ref Utf8JsonReader reader, out Window row, out int failed)
    {
        row = default;
        failed = -1;
        if (reader.TokenType != JsonTokenType.StartObject) return false;
        Timestamp? start = null, end = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isStart = reader.IsColumn("start"u8), isEnd = reader.IsColumn("end"u8);
            reader.Read();
            if (!isStart && !isEnd) reader.Skip();
            else if (!reader.Read(out Timestamp time)) break;
            else if (isStart) start = time;
            else end = time;
        }
        failed = start is null ? 0 : end is null ? 1 : -1;
        if (failed < 0) row = new Window(start.GetValueOrDefault(), end.GetValueOrDefault());
        return failed < 0;
    }

    /// <inheritdoc/>
    public static void WriteJson(in Window row, ref Utf8Writer writer)
    {
        writer.Raw("{\"start\":"u8);
        writer.WriteJson(row.Start);
        writer.Raw(",\"end\":"u8);
        writer.WriteJson(row.End);
        writer.Byte((byte)'}');
    }
}
