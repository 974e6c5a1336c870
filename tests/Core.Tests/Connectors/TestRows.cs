using System.Text.Json;
using Millrace.Memory;
using Millrace.Records;

namespace Millrace.Core.Tests.Connectors;

/// <summary>Three texts, by hand, so that these tests need no generator.</summary>
public readonly record struct Three(Utf8String A, Utf8String B, Utf8String C) : ICsvRecord<Three>
{
    public static IReadOnlyList<string> Columns => ["a", "b", "c"];

    public static bool TryReadCsv(ref CsvFields fields, out Three row)
    {
        bool ok = fields.Read(0, out Utf8String a) & fields.Read(1, out Utf8String b) & fields.Read(2, out Utf8String c);
        row = new Three(a, b, c);
        return ok;
    }

    public static void WriteCsv(in Three row, ref Utf8Writer writer)
    {
        writer.WriteCsv(row.A);
        writer.Delimit();
        writer.WriteCsv(row.B);
        writer.Delimit();
        writer.WriteCsv(row.C);
    }

    public static bool HasText => true;
    public static int TextBytes(in Three row) => TextArea.BytesFor(row.A) + TextArea.BytesFor(row.B) + TextArea.BytesFor(row.C);
    public static void MoveText(ref Three row, ref TextArea area) => row = new Three(area.Move(row.A), area.Move(row.B), area.Move(row.C));
    public static void Rebase(ref Three row, in Rebase rebase) => throw new NotSupportedException();
    public static ulong Hash(in Three row) => row.A.Hash();
    public static bool AreEqual(in Three left, in Three right) => left == right;
    public static int Compare(in Three left, in Three right) => throw new NotSupportedException();
}

/// <summary>A number and a text.</summary>
public readonly record struct Numbered(int Id, Utf8String Name) : ICsvRecord<Numbered>, IJsonRecord<Numbered>
{
    public static bool TryReadJson(ref Utf8JsonReader reader, out Numbered row, out int failed)
    {
        row = default;
        failed = -1;
        if (reader.TokenType != JsonTokenType.StartObject) return false;
        int found = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int column = reader.ValueTextEquals("id"u8) ? 0 : reader.ValueTextEquals("name"u8) ? 1 : -1;
            reader.Read();
            if (column < 0)
            {
                reader.Skip();
                continue;
            }
            failed = column;
            int id = row.Id;
            var name = row.Name;
            if (column == 0 ? !reader.Read(out id) : !reader.Read(out name)) return false;
            row = new Numbered(id, name);
            found |= 1 << column;
        }
        failed = (found & 1) == 0 ? 0 : (found & 2) == 0 ? 1 : -1;
        return failed < 0;
    }

    public static void WriteJson(in Numbered row, ref Utf8Writer writer)
    {
        writer.Raw("{\"id\":"u8);
        writer.Write(row.Id);
        writer.Raw(",\"name\":"u8);
        writer.WriteJson(row.Name);
        writer.Byte((byte)'}');
    }

    public static IReadOnlyList<string> Columns => ["id", "name"];

    public static bool TryReadCsv(ref CsvFields fields, out Numbered row)
    {
        bool ok = fields.Read(0, out int id) & fields.Read(1, out Utf8String name);
        row = new Numbered(id, name);
        return ok;
    }

    public static void WriteCsv(in Numbered row, ref Utf8Writer writer)
    {
        writer.Write(row.Id);
        writer.Delimit();
        writer.WriteCsv(row.Name);
    }

    public static bool HasText => true;
    public static int TextBytes(in Numbered row) => TextArea.BytesFor(row.Name);
    public static void MoveText(ref Numbered row, ref TextArea area) => row = row with { Name = area.Move(row.Name) };
    public static void Rebase(ref Numbered row, in Rebase rebase) => throw new NotSupportedException();
    public static ulong Hash(in Numbered row) => (ulong)row.Id;
    public static bool AreEqual(in Numbered left, in Numbered right) => left == right;
    public static int Compare(in Numbered left, in Numbered right) => left.Id.CompareTo(right.Id);
}
