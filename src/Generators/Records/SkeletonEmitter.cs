using Millrace.Generators.Infrastructure;
using Millrace.Generators.Model;

namespace Millrace.Generators.Records;

/// <summary>Writes the interfaces of a record that has a mistake: members that throw, so that one mistake is one error.</summary>
internal static class SkeletonEmitter
{
    public static void Members(CodeWriter code, RowType row)
    {
        string type = row.Name, record = $"{RecordEmitter.Memory}IRecord<{type}>.", csv = $"{RecordEmitter.Records}ICsvRecord<{type}>.", json = $"{RecordEmitter.Records}IJsonRecord<{type}>.";
        code.Line("// This record has an error; see the diagnostics MR2xxx.");
        foreach (string member in new[]
        {
            $"bool {record}HasText",
            $"int {record}TextBytes(in {type} row)",
            $"void {record}MoveText(ref {type} row, ref {RecordEmitter.Memory}TextArea area)",
            $"void {record}Rebase(ref {type} row, in {RecordEmitter.Memory}Rebase rebase)",
            $"ulong {record}Hash(in {type} row)",
            $"bool {record}AreEqual(in {type} left, in {type} right)",
            $"int {record}Compare(in {type} left, in {type} right)",
            $"global::System.Collections.Generic.IReadOnlyList<string> {csv}Columns",
            $"bool {csv}TryReadCsv(ref {RecordEmitter.Records}CsvFields fields, out {type} row)",
            $"void {csv}WriteCsv(in {type} row, ref {RecordEmitter.Records}Utf8Writer writer)",
            $"bool {json}TryReadJson(ref global::System.Text.Json.Utf8JsonReader reader, out {type} row, out int failed)",
            $"void {json}WriteJson(in {type} row, ref {RecordEmitter.Records}Utf8Writer writer)",
            $"{RecordEmitter.Records}RecordSchema {RecordEmitter.Records}ISchemaRecord.Schema",
        })
            code.Line($"static {member} => throw new global::System.NotSupportedException();");
    }
}
