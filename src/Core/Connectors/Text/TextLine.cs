using System.Runtime.CompilerServices;
using System.Text.Json;
using Millrace.Memory;
using Millrace.Records;

namespace Millrace;

/// <summary>A line of a text file, without its line break.</summary>
/// <param name="Text">The text as it is in the file; not checked to be UTF-8.</param>
[Record]
public readonly record struct TextLine(Utf8String Text) : ICsvRecord<TextLine>, IJsonRecord<TextLine>, ISchemaRecord
{
    /// <inheritdoc/>
    public static bool HasText => true;

    /// <inheritdoc/>
    public static int TextBytes(in TextLine row) => TextArea.BytesFor(row.Text);

    /// <inheritdoc/>
    public static void MoveText(ref TextLine row, ref TextArea area) => row = new TextLine(area.Move(row.Text));

    /// <inheritdoc/>
    public static void Rebase(ref TextLine row, in Rebase rebase) => row = new TextLine(rebase.Apply(row.Text));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(in TextLine row) => row.Text.Hash();

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(in TextLine left, in TextLine right) => left.Text.Equals(right.Text);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Compare(in TextLine left, in TextLine right) => left.Text.CompareTo(right.Text);

    /// <inheritdoc/>
    public static RecordSchema Schema { get; } = new("TextLine", new RecordField("text", FieldType.Text));

    /// <inheritdoc/>
    public static IReadOnlyList<string> Columns { get; } = ["text"];

    /// <inheritdoc/>
    public static bool TryReadCsv(ref CsvFields fields, out TextLine row)
    {
        bool ok = fields.Read(0, out Utf8String text);
        row = new TextLine(text);
        return ok;
    }

    /// <inheritdoc/>
    public static void WriteCsv(in TextLine row, ref Utf8Writer writer) => writer.WriteCsv(row.Text);

    /// <inheritdoc/>
    public static bool TryReadJson(ref Utf8JsonReader reader, out TextLine row, out int failed)
    {
        row = default;
        failed = -1;
        if (reader.TokenType != JsonTokenType.StartObject) return false;
        failed = 0;
        bool found = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isText = reader.ValueTextEquals("text"u8) || reader.IsColumn("text"u8);
            reader.Read();
            if (!isText)
            {
                reader.Skip();
                continue;
            }
            if (!reader.Read(out Utf8String text)) return false;
            row = new TextLine(text);
            found = true;
        }
        if (found) failed = -1;
        return found;
    }

    /// <inheritdoc/>
    public static void WriteJson(in TextLine row, ref Utf8Writer writer)
    {
        writer.Raw("{\"text\":"u8);
        writer.WriteJson(row.Text);
        writer.Byte((byte)'}');
    }
}
