using Millrace.Generators.Infrastructure;
using Millrace.Generators.Model;

namespace Millrace.Generators.Records;

/// <summary>
/// Writes what a row type implements. Works on models only; shared by the <c>[Record]</c> generator and the job compiler.
/// </summary>
internal static class RecordEmitter
{
    internal const string Inline = "[global::System.Runtime.CompilerServices.MethodImpl(global::System.Runtime.CompilerServices.MethodImplOptions.AggressiveInlining)]";
    internal const string Memory = "global::Millrace.Memory.";
    internal const string Records = "global::Millrace.Records.";
    private const string KeyHash = Memory + "KeyHash.";

    /// <summary>
    /// A hidden row: a struct of public fields with a constructor in their order, that implements <c>IRecord</c> for itself.
    /// For lifted inputs (<c>__In4</c>), accumulators (<c>__Acc4</c>) and keys made of several values.
    /// </summary>
    /// <returns>The row's type, for use as a field or key elsewhere.</returns>
    public static RowType Row(CodeWriter code, string name, EquatableArray<RowField> fields, RecordParts parts = RecordParts.Row, string modifiers = "private")
    {
        var row = HiddenRow(name, fields);
        using (code.Block($"{modifiers} struct {name} : {Bases(row, parts)}"))
        {
            foreach (var field in fields) code.Line($"public {field.TypeName} {field.Name};");
            code.Line();
            using (code.Block($"public {name}({string.Join(", ", fields.Select(field => $"{field.TypeName} {field.Name}"))})"))
            {
                foreach (var field in fields) code.Line($"this.{field.Name} = {field.Name};");
            }
            code.Line();
            Members(code, row, parts);
        }
        return row;
    }

    /// <summary>The type of a hidden row written by <see cref="Row"/>.</summary>
    public static RowType HiddenRow(string name, EquatableArray<RowField> fields) => new(name, RowKind.Record, name, "Record", fields) { IsMutable = true };

    /// <summary>
    /// The hidden structs (<see cref="RowType.Codec"/>) that describe the tuples in these types, each once. They belong into the
    /// class whose code names them.
    /// </summary>
    public static void Tuples(CodeWriter code, IEnumerable<RowType> types, string modifiers = "private", RecordParts parts = RecordParts.All)
    {
        var written = new HashSet<string>();
        foreach (var type in types) Tuples(code, type, written, modifiers, parts);
    }

    /// <summary>
    /// A struct that reads only some fields of a record from CSV, and from JSON if <paramref name="readsJson"/>, and leaves the others at their default: what a
    /// source is closed over when a job uses few of the columns. Names are members of the record, without nesting.
    /// </summary>
    public static void Pruned(CodeWriter code, string name, RowType row, ICollection<string> usedFields, bool readsJson, string modifiers = "private")
    {
        var used = row.Fields.Where(field => usedFields.Contains(field.Name) || usedFields.Contains(field.Name.TrimStart('@'))).ToEquatable();
        code.Line($"/// <summary>Reads only what the job uses of {row.Name.Replace("global::", "")}: {string.Join(", ", used.Select(field => field.Name))}.</summary>");
        using (code.Block($"{modifiers} readonly struct {name} : {Records}ICsvRecord<{row.Name}>{(readsJson ? $", {Records}IJsonRecord<{row.Name}>" : "")}"))
        {
            string type = row.Name, arguments = $"<{row.Name}, {row.Codec}>", record = $"{Memory}IRecord<{row.Name}>", nested = Records + "NestedRecord.";
            code.Line($"static bool {record}.HasText => {nested}HasText{arguments}();");
            code.Line($"static int {record}.TextBytes(in {type} row) => {nested}TextBytes{arguments}(in row);");
            code.Line($"static void {record}.MoveText(ref {type} row, ref {Memory}TextArea area) => row = {nested}MoveText{arguments}(row, ref area);");
            code.Line($"static void {record}.Rebase(ref {type} row, in {Memory}Rebase rebase) => row = {nested}Rebase{arguments}(row, in rebase);");
            code.Line($"static ulong {record}.Hash(in {type} row) => {nested}Hash{arguments}(in row);");
            code.Line($"static bool {record}.AreEqual(in {type} left, in {type} right) => {nested}AreEqual{arguments}(in left, in right);");
            code.Line($"static int {record}.Compare(in {type} left, in {type} right) => {nested}Compare{arguments}(in left, in right);");
            code.Line();
            CsvEmitter.Columns(code, row, used);
            code.Line();
            CsvEmitter.Read(code, row, used);
            code.Line();
            code.Line($"static void {Records}ICsvRecord<{type}>.WriteCsv(in {type} row, ref {Records}Utf8Writer writer) => {nested}WriteCsv{arguments}(in row, ref writer);");
            if (!readsJson) return;
            code.Line();
            JsonEmitter.Read(code, row, used);
            code.Line();
            code.Line($"static void {Records}IJsonRecord<{type}>.WriteJson(in {type} row, ref {Records}Utf8Writer writer) => {nested}WriteJson{arguments}(in row, ref writer);");
        }
    }

    /// <summary>The interfaces that <see cref="Members"/> implements.</summary>
    public static string Bases(RowType row, RecordParts parts)
    {
        var bases = new List<string> { $"{Memory}IRecord<{row.Name}>" };
        if (parts.HasFlag(RecordParts.Csv)) bases.Add($"{Records}ICsvRecord<{row.Name}>");
        if (parts.HasFlag(RecordParts.Json)) bases.Add($"{Records}IJsonRecord<{row.Name}>");
        if (parts.HasFlag(RecordParts.Schema)) bases.Add(Records + "ISchemaRecord");
        return string.Join(", ", bases);
    }

    /// <summary>The members of a type that describes <paramref name="row"/>, as explicit implementations.</summary>
    public static void Members(CodeWriter code, RowType row, RecordParts parts)
    {
        Text(code, row);
        Hash(code, row);
        Equality(code, row);
        Compare(code, row);
        if (parts.HasFlag(RecordParts.Csv)) CsvEmitter.Members(code, row);
        if (parts.HasFlag(RecordParts.Json)) JsonEmitter.Members(code, row);
        if (parts.HasFlag(RecordParts.Schema)) SchemaEmitter.Members(code, row);
    }

    /// <summary>A call of a static member of a field's record type: directly where the library's type has it, else through its interface.</summary>
    internal static string Call(RowField field, string member, string arguments)
    {
        if (field.IsNullable) return $"{Records}NullableRecord<{field.Type.Name}, {field.Type.Codec}>.{member}({arguments})";
        return field.Type.Kind is RowKind.Record or RowKind.Tuple or RowKind.List
            ? $"{Records}NestedRecord.{member}<{field.Type.Name}, {field.Type.Codec}>({arguments})"
            : $"{field.Type.Codec}.{member}({arguments})";
    }

    private static void Tuples(CodeWriter code, RowType type, HashSet<string> written, string modifiers, RecordParts parts)
    {
        if (type.Kind is not (RowKind.Tuple or RowKind.List)) return;
        foreach (var field in type.Fields) Tuples(code, field.Type, written, modifiers, parts);
        if (type.Kind == RowKind.List || !type.IsSupported || !written.Add(type.Codec)) return;
        code.Line($"/// <summary>Describes the tuple {type.Name.Replace("global::", "").Replace("<", "&lt;").Replace(">", "&gt;")}.</summary>");
        using (code.Block($"{modifiers} readonly struct {type.Codec} : {Bases(type, parts)}"))
            Members(code, type, parts);
        code.Line();
    }

    private static void Text(CodeWriter code, RowType row)
    {
        string type = row.Name, record = $"{Memory}IRecord<{row.Name}>";
        var text = row.Fields.Where(field => field.Type.HasText).ToList();
        code.Line($"static bool {record}.HasText => {(row.HasText ? "true" : "false")};");
        code.Line();
        if (text.Count == 0)
        {
            code.Line($"static int {record}.TextBytes(in {type} row) => 0;");
            code.Line();
            code.Line($"static void {record}.MoveText(ref {type} row, ref {Memory}TextArea area) {{ }}");
            code.Line();
            code.Line($"static void {record}.Rebase(ref {type} row, in {Memory}Rebase rebase) {{ }}");
            code.Line();
            return;
        }
        code.Line(Inline);
        code.Line($"static int {record}.TextBytes(in {type} row) =>");
        code.Line("    " + string.Join("\n    + ", text.Select(field =>
            IsPlainText(field) ? $"{Memory}TextArea.BytesFor(row.{field.Name})" : Call(field, "TextBytes", $"row.{field.Name}"))) + ";");
        code.Line();
        Rebuild(code, $"static void {record}.MoveText(ref {type} row, ref {Memory}TextArea area)", row, text,
            field => IsPlainText(field) ? $"area.Move(row.{field.Name})" : Call(field, "MoveText", $"row.{field.Name}, ref area"));
        Rebuild(code, $"static void {record}.Rebase(ref {type} row, in {Memory}Rebase rebase)", row, text,
            field => IsPlainText(field) ? $"rebase.Apply(row.{field.Name})" : Call(field, "Rebase", $"row.{field.Name}, in rebase"));
    }

    private static bool IsPlainText(RowField field) => !field.IsNullable && field.Type.Kind is RowKind.Text or RowKind.Binary && !field.IsNullable;

    private static void Rebuild(CodeWriter code, string header, RowType row, List<RowField> fields, Func<RowField, string> value)
    {
        using (code.Block(header))
        {
            if (row.IsMutable)
            {
                foreach (var field in fields) code.Line($"row.{field.Name} = {value(field)};");
            }
            else
            {
                code.Line("row = row with");
                code.Line("{");
                foreach (var field in fields) code.Line($"    {field.Name} = {value(field)},");
                code.Line("};");
            }
        }
        code.Line();
    }

    private static void Hash(CodeWriter code, RowType row)
    {
        if (row.Fields.Count <= 8) code.Line(Inline);
        using (code.Block($"static ulong {Memory}IRecord<{row.Name}>.Hash(in {row.Name} row)"))
        {
            if (row.Fields.Count == 0) code.Line($"return {KeyHash}Word(0);");
            for (int i = 0; i < row.Fields.Count; i++)
            {
                string hash = Call(row.Fields[i], "Hash", "row." + row.Fields[i].Name);
                code.Line(i == 0 ? $"ulong hash = {hash};" : $"hash = {KeyHash}Combine(hash, {hash});");
            }
            if (row.Fields.Count > 0) code.Line("return hash;");
        }
        code.Line();
    }

    private static void Equality(CodeWriter code, RowType row)
    {
        if (row.Fields.Count <= 8) code.Line(Inline);
        code.Line($"static bool {Memory}IRecord<{row.Name}>.AreEqual(in {row.Name} left, in {row.Name} right) =>");
        code.Line("    " + (row.Fields.Count == 0 ? "true" : string.Join("\n    && ", row.Fields.Select(field => Call(field, "AreEqual", $"left.{field.Name}, right.{field.Name}")))) + ";");
        code.Line();
    }

    private static void Compare(CodeWriter code, RowType row)
    {
        using (code.Block($"static int {Memory}IRecord<{row.Name}>.Compare(in {row.Name} left, in {row.Name} right)"))
        {
            if (row.Fields.Count == 0) code.Line("return 0;");
            for (int i = 0; i < row.Fields.Count; i++)
            {
                string compare = Call(row.Fields[i], "Compare", $"left.{row.Fields[i].Name}, right.{row.Fields[i].Name}");
                if (i == row.Fields.Count - 1) code.Line(i == 0 ? $"return {compare};" : $"return order != 0 ? order : {compare};");
                else if (i == 0) code.Line($"int order = {compare};");
                else code.Line($"if (order == 0) order = {compare};");
            }
        }
        code.Line();
    }
}
