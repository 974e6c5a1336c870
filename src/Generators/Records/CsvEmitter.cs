using Millrace.Generators.Infrastructure;
using Millrace.Generators.Model;
using static Millrace.Generators.Records.RecordEmitter;

namespace Millrace.Generators.Records;

/// <summary>Writes the members of <c>ICsvRecord</c>.</summary>
internal static class CsvEmitter
{
    public static void Members(CodeWriter code, RowType row)
    {
        Columns(code, row, row.Fields);
        code.Line();
        Read(code, row, row.Fields);
        code.Line();
        Write(code, row);
        code.Line();
    }

    /// <summary>The columns of some fields, those of nested records as <c>parent.child</c>.</summary>
    public static void Columns(CodeWriter code, RowType row, EquatableArray<RowField> fields)
    {
        var names = fields.SelectMany(field => Flatten(field)).Select(name => Literal(name));
        code.Line($"static global::System.Collections.Generic.IReadOnlyList<string> {RecordEmitter.Records}ICsvRecord<{row.Name}>.Columns {{ get; }} =");
        code.Line($"    [{string.Join(", ", names)}];");
    }

    /// <summary>Reads some fields, numbered from 0 in their order; the others keep their default.</summary>
    public static void Read(CodeWriter code, RowType row, EquatableArray<RowField> fields)
    {
        code.Line(Inline);
        using (code.Block($"static bool {RecordEmitter.Records}ICsvRecord<{row.Name}>.TryReadCsv(ref {RecordEmitter.Records}CsvFields fields, out {row.Name} row)"))
        {
            code.Line("bool ok = true;");
            int column = 0;
            foreach (var field in fields)
            {
                ReadField(code, field, column);
                column += field.Type.ColumnCount;
            }
            code.Line($"row = {Construct(row, fields)};");
            code.Line("return ok;");
        }
    }

    /// <summary>An expression that makes the row from locals named by <see cref="Local"/>; fields not given are default.</summary>
    public static string Construct(RowType row, EquatableArray<RowField> fields)
    {
        var given = new HashSet<RowField>(fields);
        string Value(RowField field) => given.Contains(field) ? Local(field) : "default";
        // C# has no other notation for a tuple of one element.
        if (row.Kind == RowKind.Tuple && row.Fields.Count == 1) return $"new {row.Name}({Value(row.Fields[0])})";
        if (row.Kind == RowKind.Tuple) return $"({string.Join(", ", row.Fields.Select(Value))})";
        var positional = row.Fields.Where(field => field.IsPositional).ToList();
        var rest = row.Fields.Where(field => (!field.IsPositional || field.IsWrittenOut) && given.Contains(field)).ToList();
        var arguments = row.Unkept.Count == 0 ? positional.Select(Value) : positional.Select(field => $"{field.Name}: {Value(field)}").Concat(row.Unkept.Select(name => $"{name}: default"));
        string text = positional.Count + row.Unkept.Count > 0 ? $"new({string.Join(", ", arguments)})" : rest.Count > 0 ? $"new {row.Name}" : "default";
        if (rest.Count > 0) text += $" {{ {string.Join(", ", rest.Select(field => $"{field.Name} = {Local(field)}"))} }}";
        return text;
    }

    /// <summary>The local that holds a field.</summary>
    public static string Local(RowField field)
    {
        string name = field.Name.TrimStart('@');
        // A tuple may have elements of which names differ only by case.
        return char.ToLowerInvariant(name[0]) + name.Substring(1) + (char.IsLower(name[0]) ? "Element" : "Field");
    }

    public static string Literal(string text) => Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(text, quote: true);

    private static void ReadField(CodeWriter code, RowField field, int column)
    {
        string local = Local(field);
        if (!field.IsNullable)
        {
            code.Line($"ok &= {ReadValue(field.Type, column, local)};");
            return;
        }
        string isNull = field.Type.Kind is RowKind.Text ? $"IsAbsent({column})"
            : field.Type.ColumnCount == 1 ? $"IsEmpty({column})" : $"AreEmpty({column}, {field.Type.ColumnCount})";
        code.Line($"{field.TypeName} {local} = null;");
        using (code.Block($"if (!fields.{isNull})"))
        {
            code.Line($"ok &= {ReadValue(field.Type, column, local + "Value")};");
            code.Line($"{local} = {local}Value;");
        }
    }

    private static string ReadValue(RowType type, int column, string local) => type.Kind switch
    {
        RowKind.Enum => $"fields.ReadEnum({column}, out {type.Name} {local})",
        RowKind.Record or RowKind.Tuple or RowKind.List =>
            $"{RecordEmitter.Records}NestedRecord.ReadCsv<{type.Name}, {type.Codec}>(ref fields, {column}, out {type.Name} {local})",
        _ => $"fields.Read({column}, out {type.Name} {local})",
    };

    private static void Write(CodeWriter code, RowType row)
    {
        using (code.Block($"static void {RecordEmitter.Records}ICsvRecord<{row.Name}>.WriteCsv(in {row.Name} row, ref {RecordEmitter.Records}Utf8Writer writer)"))
        {
            for (int i = 0; i < row.Fields.Count; i++)
            {
                var field = row.Fields[i];
                string write = WriteValue(field.Type, field.IsNullable ? Local(field) : "row." + field.Name);
                if (i > 0) code.Line("writer.Delimit();");
                if (!field.IsNullable) code.Line(write);
                else if (field.Type.Kind == RowKind.Text) code.Line($"{RecordEmitter.Records}CsvWriting.WriteCsv(ref writer, row.{field.Name});");
                else
                {
                    code.Line($"if (row.{field.Name} is {{ }} {Local(field)}) {write}");
                    if (field.Type.ColumnCount > 1) code.Line($"else writer.Delimit({field.Type.ColumnCount - 1});");
                }
            }
        }
    }

    private static string WriteValue(RowType type, string value) => type.Kind switch
    {
        RowKind.Enum => $"writer.WriteEnum({value});",
        RowKind.Text or RowKind.Binary => $"{RecordEmitter.Records}CsvWriting.WriteCsv(ref writer, {value});",
        RowKind.Value when type.FieldType == "Char" => $"{RecordEmitter.Records}CsvWriting.WriteCsv(ref writer, {value});",
        RowKind.Value => $"writer.Write({value});",
        _ => $"{RecordEmitter.Records}NestedRecord.WriteCsv<{type.Name}, {type.Codec}>({value}, ref writer);",
    };

    private static IEnumerable<string> Flatten(RowField field) => field.Type.Kind is RowKind.Record or RowKind.Tuple
        ? field.Type.Fields.SelectMany(Flatten).Select(child => field.Column + "." + child)
        : [field.Column];
}
