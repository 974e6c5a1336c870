using System.Buffers;
using System.Text.Json;
using Millrace.Memory;

namespace Millrace.Records;

/// <summary>A list as a row of its own: a JSON array, which in CSV is the text of one field.</summary>
public readonly unsafe struct RecordListRecord<T, TRecord> : ICsvRecord<RecordList<T>>, IJsonRecord<RecordList<T>>, ISchemaRecord
    where T : unmanaged where TRecord : struct, IJsonRecord<T>
{
    /// <inheritdoc/>
    public static bool HasText => true;

    /// <inheritdoc/>
    public static int TextBytes(in RecordList<T> row) => TextArea.BytesFor<T, TRecord>(in row);

    /// <inheritdoc/>
    public static void MoveText(ref RecordList<T> row, ref TextArea area) => row = area.Move<T, TRecord>(in row);

    /// <inheritdoc/>
    public static void Rebase(ref RecordList<T> row, in Rebase rebase) => row = rebase.Apply<T, TRecord>(in row);

    /// <inheritdoc/>
    public static ulong Hash(in RecordList<T> row) => RecordList.Hash<T, TRecord>(in row);

    /// <inheritdoc/>
    public static bool AreEqual(in RecordList<T> left, in RecordList<T> right) => RecordList.AreEqual<T, TRecord>(in left, in right);

    /// <inheritdoc/>
    public static int Compare(in RecordList<T> left, in RecordList<T> right) => RecordList.Compare<T, TRecord>(in left, in right);

    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = RecordSchema.Of(FieldType.List);

    /// <inheritdoc/>
    public static IReadOnlyList<string> Columns { get; } = ["value"];

    /// <inheritdoc/>
    public static bool TryReadCsv(ref CsvFields fields, out RecordList<T> row)
    {
        row = default;
        if (!fields.Read(0, out Utf8String text)) return false;
        if (text.IsEmpty) return true;
        var reader = new Utf8JsonReader(text.Span);
        try
        {
            return (reader.Read() && TryReadJson(ref reader, out row, out _) && !reader.Read()) || fields.Fail(0);
        }
        catch (JsonException)
        {
            return fields.Fail(0);
        }
    }

    /// <inheritdoc/>
    public static void WriteCsv(in RecordList<T> row, ref Utf8Writer writer)
    {
        // The array is text inside a field, so its quotes are doubled: written aside first, with more room until it fits.
        for (int size = 1024; ; size *= 2)
        {
            byte[] buffer = ArrayPool<byte>.Shared.Rent(size);
            try
            {
                var aside = new Utf8Writer(buffer);
                WriteJson(in row, ref aside);
                if (aside.Overflowed) continue;
                writer.WriteCsv(buffer.AsSpan(0, aside.Written));
                return;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    /// <inheritdoc/>
    public static bool TryReadJson(ref Utf8JsonReader reader, out RecordList<T> row, out int failed)
    {
        row = default;
        failed = 0;
        if (reader.TokenType != JsonTokenType.StartArray) return false;
        Span<T> items = [];
        int count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (count == items.Length)
            {
                int size = Math.Max(8, count * 2);
                var larger = new Span<T>(ScratchArena.Current.AllocateAligned(checked(size * sizeof(T))), size);
                items.CopyTo(larger);
                items = larger;
            }
            if (!TRecord.TryReadJson(ref reader, out items[count++], out _)) return false;
        }
        failed = -1;
        // Scratch memory is native, so its address holds.
        fixed (T* first = items) row = new(first, count);
        return true;
    }

    /// <inheritdoc/>
    public static void WriteJson(in RecordList<T> row, ref Utf8Writer writer)
    {
        writer.Byte((byte)'[');
        bool first = true;
        foreach (ref readonly var item in row.Span)
        {
            if (!first) writer.Byte((byte)',');
            first = false;
            TRecord.WriteJson(in item, ref writer);
        }
        writer.Byte((byte)']');
    }
}
