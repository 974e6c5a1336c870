using Millrace.Generators.Infrastructure;
using Millrace.Generators.Model;

namespace Millrace.Generators.Parameters;

/// <summary>Writes a job's name, its parameters, and how a job is made from their values.</summary>
internal static class ParameterEmitter
{
    private const string Root = "global::Millrace.";
    private const string Runtime = "global::Millrace.Runtime.";
    internal const string Values = Runtime + "ParameterValues";

    public static string Emit(ParameterModel job)
    {
        var code = new CodeWriter();
        using (code.Half(job.Namespace, job.Headers, $"{Root}IJob<{job.Type}>"))
        {
            Description(code, job);
            if (job.CanBeMade) Constructors(code, job);
            foreach (var item in job.CanBeMade ? job.Arguments.Concat(job.Properties) : []) Options(code, item);
        }
        return code.ToString();
    }

    private static void Description(CodeWriter code, ParameterModel job)
    {
        code.Line($"static string {Root}IJob<{job.Type}>.Name => {Literal(Naming.Kebab(job.ClassName))};");
        code.Line();
        code.Line($"static global::System.Collections.Generic.IReadOnlyList<{Runtime}JobParameter> {Root}IJob<{job.Type}>.Parameters {{ get; }} =");
        code.Line("[");
        foreach (var item in job.Arguments.Concat(job.Properties).SelectMany(Flatten)) code.Line("    " + Describe(item) + ",");
        code.Line("];");
        code.Line();
        code.Line($"static {job.Type} {Root}IJob<{job.Type}>.Create({Values} values) => {(job.CanBeMade ? $"new {job.Type}(values)" : "throw new global::System.InvalidOperationException(\"The job did not compile.\")")};");
        code.Line();
    }

    private static void Constructors(CodeWriter code, ParameterModel job)
    {
        if (!job.HasConstructor)
        {
            code.Line("/// <summary>A job whose parameters are set by an initialiser.</summary>");
            code.Line($"public {job.ClassName}() {{ }}");
            code.Line();
        }
        code.Line("// Assigns only what was given, so that initialisers keep working.");
        code.Line("[global::System.Diagnostics.CodeAnalysis.SetsRequiredMembers]");
        code.Line($"private {job.ClassName}({Values} values)");
        code.Line($"    : this({string.Join(", ", job.Arguments.Select(Named))})");
        code.Line("{");
        code.Indent();
        foreach (var item in job.Properties)
        {
            string assign = $"this.{item.Member} = {(item.Required ? RequiredValue(item) : Value(item, $"this.{item.Member}"))};";
            code.Line(item.Required || item.Kind == ParameterKind.Options ? assign : $"if (values.Has({Literal(item.Name)})) {assign}");
        }
        code.Close();
    }

    /// <summary>A method that changes an object of options, or makes it, from the parameters given.</summary>
    private static void Options(CodeWriter code, ParameterItem item)
    {
        if (item.Options is not { } options) return;
        code.Line();
        using (code.Block($"private static {item.Type} {Method(item)}({Values} values, {item.Type}? given)"))
        {
            if (options.IsOptional)
                code.Line($"if (given is null && !({string.Join(" || ", Leaves(options).Select(leaf => $"values.Has({Literal(leaf.Name)})"))})) return given!;");
            var required = options.Properties.Where(property => property.MustSet).ToList();
            string initializer = required.Count == 0 ? "" : $" {{ {string.Join(", ", required.Select(property => $"{property.Member} = {Value(property, "null")}"))} }}";
            if (options.HasValue) code.Line($"{item.Type} options = given!;");
            else code.Line($"{item.Type} options = given ?? new {item.Type}({string.Join(", ", options.Arguments.Select(Argument))}){initializer};");
            foreach (var part in options.All)
            {
                bool nested = part.Kind == ParameterKind.Options;
                string member = part.Member;
                string value = Value(part, $"options.{member}");
                string assign = options.IsRecord ? $"options = options with {{ {member} = {value} }};" : $"{Setter(part)}(options, {value});";
                // An argument of a class's own constructor is no property that could be set afterwards.
                if (!options.IsRecord && options.Arguments.Contains(part)) continue;
                code.Line(nested ? assign : $"if (values.Has({Literal(part.Name)})) {assign}");
            }
            code.Line("return options;");
        }
        foreach (var property in options.Properties)
        {
            if (options.IsRecord) break;
            code.Line();
            code.Line("// The accessor is init-only, which keeps the options immutable for everyone else.");
            code.Line($"[global::System.Runtime.CompilerServices.UnsafeAccessor(global::System.Runtime.CompilerServices.UnsafeAccessorKind.Method, Name = \"set_{property.Member.TrimStart('@')}\")]");
            code.Line($"private static extern void {Setter(property)}({property.Owner} options, {property.DeclaredType} value);");
        }
        foreach (var part in options.All) Options(code, part);
    }

    // By name, so that this constructor is not meant where the type of a parameter is not known yet.
    private static string Named(ParameterItem item) => item.Member.Length == 0 ? Argument(item) : $"{item.Member}: {Argument(item)}";

    private static string Argument(ParameterItem item)
    {
        if (item.Name.Length == 0) return item.DefaultValue;
        string value = Value(item, "default");
        return item.MustSet || item.Kind == ParameterKind.Options ? value : $"values.Has({Literal(item.Name)}) ? {value} : {item.DefaultValue}";
    }

    private static string Value(ParameterItem item, string current)
    {
        string name = Literal(item.Name), all = item.Repeatable ? "All" : "";
        return item.Kind switch
        {
            ParameterKind.Text => $"values.Get{all}Text({name})",
            ParameterKind.Enum => $"values.Get{all}Enum<{item.Type}>({name})",
            ParameterKind.Options => $"{Method(item)}(values, {current})",
            _ => $"values.Get{all}<{item.Type}>({name})",
        };
    }

    // A list that is required must not be empty, where Get would complain by itself about a single value.
    private static string RequiredValue(ParameterItem item)
    {
        if (item.Kind == ParameterKind.Connector) return item.DefaultValue;
        string value = Value(item, $"this.{item.Member}");
        return !item.Repeatable ? value
            : $"values.Has({Literal(item.Name)}) ? {value} : throw new {Root}ParameterException({Literal(item.Name)}, {Literal($"--{item.Name} is missing; give it at least one value.")})";
    }

    private static string Method(ParameterItem item) => "__Options_" + Identifier(item.Name);

    private static string Setter(ParameterItem item) => "__Set_" + Identifier(item.Name);

    private static string Identifier(string name) => name.Replace('.', '_').Replace('-', '_');

    private static IEnumerable<ParameterItem> Flatten(ParameterItem item) =>
        item.Options is { } options ? Leaves(options) : item.Name.Length > 0 ? [item] : [];

    private static IEnumerable<ParameterItem> Leaves(OptionsModel options) => options.All.SelectMany(Flatten);

    private static string Describe(ParameterItem item)
    {
        var details = new List<string>();
        if (item.Required) details.Add("Required = true");
        if (item.Repeatable) details.Add("Repeatable = true");
        if (item.Help.Length > 0) details.Add($"Help = {Literal(item.Help)}");
        if (item.Default is { } text) details.Add($"Default = {Literal(text)}");
        if (item.HasHiddenDefault && !item.Required) details.Add("HasHiddenDefault = true");
        if (item.Choices.Count > 0) details.Add($"Choices = [{string.Join(", ", item.Choices.Select(Literal))}]");
        string start = $"new {Runtime}JobParameter({Literal(item.Name)}, {Literal(item.TypeName)})";
        return details.Count == 0 ? start : $"{start} {{ {string.Join(", ", details)} }}";
    }

    private static string Literal(string text) => Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(text, quote: true);
}
