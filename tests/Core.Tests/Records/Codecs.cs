using System.Text;
using System.Text.Json;
using Millrace.Records;

namespace Millrace.Core.Tests.Records;

/// <summary>Calls the static members of record types, and keeps bytes pinned so that text may be read in place.</summary>
internal static class Codecs
{
    private static readonly List<byte[]> Pinned = [];

    public static string Csv<T>(T row) where T : unmanaged, ICsvRecord<T> => Write(row, T.WriteCsv);

    public static string Json<T>(T row) where T : unmanaged, IJsonRecord<T> => Write(row, T.WriteJson);

    /// <summary>Reads one CSV row whose columns are those of the record, or are given.</summary>
    public static bool TryReadCsv<T>(string line, out T row, out int failed, int[]? columns = null) where T : unmanaged, ICsvRecord<T>
    {
        byte[] block = Pin(Encoding.UTF8.GetBytes(line));
        int length = Encoding.UTF8.GetByteCount(line);
        var ends = new List<int>();
        bool quoted = false;
        for (int i = 0; i < length; i++)
        {
            if (block[i] == '"') quoted = !quoted;
            if (block[i] == ',' && !quoted) ends.Add(i);
        }
        ends.Add(length);
        columns ??= [.. Enumerable.Range(0, T.Columns.Count)];
        Assert.True(ends.Count >= columns.Length, $"{ends.Count} columns in {line}");
        int[] endArray = [.. ends];
        var fields = new CsvFields(ref block[0], ref endArray[0], ref columns[0], 0);
        bool ok = T.TryReadCsv(ref fields, out row);
        failed = fields.Failed;
        return ok;
    }

    public static bool TryReadJson<T>(string json, out T row, out int failed) where T : unmanaged, IJsonRecord<T>
    {
        byte[] block = Pin(Encoding.UTF8.GetBytes(json));
        var reader = new Utf8JsonReader(block.AsSpan(0, Encoding.UTF8.GetByteCount(json)));
        Assert.True(reader.Read());
        bool ok = T.TryReadJson(ref reader, out row, out failed);
        Assert.True(!ok || !reader.Read());
        return ok;
    }

    private delegate void WriteRow<T>(in T row, ref Utf8Writer writer);

    private static string Write<T>(T row, WriteRow<T> write)
    {
        // Too small at first, as a sink's buffer may be.
        for (int size = 7; ; size *= 3)
        {
            byte[] buffer = new byte[size];
            var writer = new Utf8Writer(buffer);
            writer.Byte((byte)'#');
            write(in row, ref writer);
            if (!writer.Overflowed) return Encoding.UTF8.GetString(buffer, 1, writer.Written - 1);
            writer.Rewind(1);
            Assert.False(writer.Overflowed);
            Assert.Equal(1, writer.Written);
        }
    }

    private static byte[] Pin(byte[] bytes)
    {
        byte[] pinned = GC.AllocateArray<byte>(bytes.Length + 32, pinned: true);
        bytes.CopyTo(pinned, 0);
        lock (Pinned) Pinned.Add(pinned);
        return pinned;
    }
}
