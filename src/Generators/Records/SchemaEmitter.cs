using Millrace.Generators.Infrastructure;
using Millrace.Generators.Model;
using static Millrace.Generators.Records.CsvEmitter;

namespace Millrace.Generators.Records;

/// <summary>Writes the member of <c>ISchemaRecord</c>.</summary>
internal static class SchemaEmitter
{
    public static void Members(CodeWriter code, RowType row)
    {
        code.Line($"static {RecordEmitter.Records}RecordSchema {RecordEmitter.Records}ISchemaRecord.Schema {{ get; }} = {RecordEmitter.Records}RecordSchema.Of<{row.Name}>({Literal(row.Name.Replace("global::", ""))},");
        code.Line("[");
        foreach (var field in row.Fields) code.Line("    " + Field(field) + ",");
        code.Line("]);");
        code.Line();
        if (row.Kind == RowKind.Tuple) return;
        code.Line($"static void {RecordEmitter.Memory}IRecord<{row.Name}>.ClearPadding(ref {row.Name} row) =>");
        code.Line($"    {RecordEmitter.Records}RowPadding.Clear(ref row, {RecordEmitter.Records}NestedRecord.Schema<{row.Codec}>());");
        code.Line();
    }

    private static string Field(RowField field)
    {
        var details = new List<string>();
        if (field.IsNullable) details.Add("Nullable = true");
        if (field.Type.Kind is RowKind.Record or RowKind.Tuple) details.Add($"Nested = {RecordEmitter.Records}NestedRecord.Schema<{field.Type.Codec}>()");
        if (field.Type.Kind == RowKind.List) details.Add($"Nested = {RecordEmitter.Records}NestedRecord.Schema<{field.Type.Fields[0].Type.Codec}>()");
        if (field.Type.Kind == RowKind.Enum) details.Add($"Underlying = {RecordEmitter.Records}FieldType.{field.Type.Underlying}");
        if (field.Was.Count > 0) details.Add($"Was = [{string.Join(", ", field.Was.Select(Literal))}]");
        string text = $"new {RecordEmitter.Records}RecordField({Literal(field.Column)}, {RecordEmitter.Records}FieldType.{field.Type.FieldType})";
        return details.Count == 0 ? text : $"{text} {{ {string.Join(", ", details)} }}";
    }
}
