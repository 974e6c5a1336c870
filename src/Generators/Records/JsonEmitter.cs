using Millrace.Generators.Infrastructure;
using Millrace.Generators.Model;
using static Millrace.Generators.Records.CsvEmitter;

namespace Millrace.Generators.Records;

/// <summary>Writes the members of <c>IJsonRecord</c>.</summary>
internal static class JsonEmitter
{
    private const string Reader = "global::System.Text.Json.Utf8JsonReader";
    private const string Token = "global::System.Text.Json.JsonTokenType.";
    private const string Reading = RecordEmitter.Records + "JsonReading.";
    private const string Writing = RecordEmitter.Records + "JsonWriting.";

    public static void Members(CodeWriter code, RowType row)
    {
        Read(code, row, row.Fields);
        code.Line();
        Write(code, row);
        code.Line();
    }

    /// <summary>Reads some fields, numbered from 0 in their order; other members are skipped.</summary>
    public static void Read(CodeWriter code, RowType row, EquatableArray<RowField> fields)
    {
        using (code.Block($"static bool {RecordEmitter.Records}IJsonRecord<{row.Name}>.TryReadJson(ref {Reader} reader, out {row.Name} row, out int failed)"))
        {
            code.Line("row = default;");
            code.Line("failed = -1;");
            code.Line($"if (reader.TokenType != {Token}StartObject) return false;");
            foreach (var field in fields)
            {
                code.Line($"{field.TypeName} {Local(field)} = default;");
                if (!field.IsNullable) code.Line($"bool {Local(field)}Found = false;");
            }
            using (code.Block($"while (reader.Read() && reader.TokenType == {Token}PropertyName)"))
            {
                code.Line("int member =");
                foreach (string test in new[] { "reader.ValueTextEquals(", Reading + "IsColumn(ref reader, " })
                {
                    for (int i = 0; i < fields.Count; i++) code.Line($"    {test}{Literal(fields[i].Column)}u8) ? {i} :");
                }
                code.Line("    -1;");
                code.Line("reader.Read();");
                using (code.Block("switch (member)"))
                {
                    int column = 0;
                    for (int i = 0; i < fields.Count; i++)
                    {
                        code.Line($"case {i}:");
                        code.Indent();
                        ReadField(code, fields[i], column);
                        code.Line("break;");
                        code.Outdent();
                        column += fields[i].Type.ColumnCount;
                    }
                    code.Line("default:");
                    code.Line("    reader.Skip();");
                    code.Line("    break;");
                }
            }
            int required = 0;
            foreach (var field in fields)
            {
                if (!field.IsNullable) code.Line($"if (!{Local(field)}Found) {{ failed = {required}; return false; }}");
                required += field.Type.ColumnCount;
            }
            code.Line($"row = {Construct(row, fields)};");
            code.Line("return true;");
        }
    }

    private static void ReadField(CodeWriter code, RowField field, int column)
    {
        string local = Local(field);
        if (!field.IsNullable)
        {
            code.Line(ReadValue(field.Type, column, local, "out " + local));
            code.Line($"{local}Found = true;");
            return;
        }
        code.Line($"{local} = null;");
        using (code.Block($"if (reader.TokenType != {Token}Null)"))
        {
            code.Line(ReadValue(field.Type, column, local, $"out {field.Type.Name} {local}Value"));
            code.Line($"{local} = {local}Value;");
        }
    }

    private static string ReadValue(RowType type, int column, string local, string target) => type.Kind switch
    {
        RowKind.Enum => $"if (!{Reading}ReadEnum(ref reader, {target})) {{ failed = {column}; return false; }}",
        RowKind.Record or RowKind.Tuple or RowKind.List =>
            $"if (!{RecordEmitter.Records}NestedRecord.ReadJson<{type.Name}, {type.Codec}>(ref reader, {column}, {target}, out failed)) return false;",
        _ => $"if (!{Reading}Read(ref reader, {target})) {{ failed = {column}; return false; }}",
    };

    private static void Write(CodeWriter code, RowType row)
    {
        using (code.Block($"static void {RecordEmitter.Records}IJsonRecord<{row.Name}>.WriteJson(in {row.Name} row, ref {RecordEmitter.Records}Utf8Writer writer)"))
        {
            if (row.Fields.Count == 0) code.Line("writer.Byte((byte)'{');");
            for (int i = 0; i < row.Fields.Count; i++)
            {
                var field = row.Fields[i];
                string name = (i == 0 ? "{" : ",") + "\"" + JsonEscape(field.Column) + "\":";
                code.Line($"writer.Raw({Literal(name)}u8);");
                if (!field.IsNullable) code.Line(WriteValue(field.Type, "row." + field.Name));
                else
                {
                    code.Line($"if (row.{field.Name} is {{ }} {Local(field)}) {WriteValue(field.Type, Local(field))}");
                    code.Line($"else {Writing}WriteNull(ref writer);");
                }
            }
            code.Line("writer.Byte((byte)'}');");
        }
    }

    private static string WriteValue(RowType type, string value) => type.Kind switch
    {
        RowKind.Enum => $"{Writing}WriteJsonEnum(ref writer, {value});",
        RowKind.Text or RowKind.Binary => $"{Writing}WriteJson(ref writer, {value});",
        RowKind.Value when type.FieldType is "Char" or "Single" or "Double" or "Guid" or "Timestamp" or "Duration" => $"{Writing}WriteJson(ref writer, {value});",
        RowKind.Value => $"writer.Write({value});",
        _ => $"{RecordEmitter.Records}NestedRecord.WriteJson<{type.Name}, {type.Codec}>({value}, ref writer);",
    };

    private static string JsonEscape(string name) => name.Replace("\\", "\\\\").Replace("\"", "\\\"");
}
