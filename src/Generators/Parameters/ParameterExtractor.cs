using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Extract;
using Millrace.Generators.Model;

namespace Millrace.Generators.Parameters;

/// <summary>Reads the parameters of a <c>[Job]</c> class.</summary>
internal static class ParameterExtractor
{
    private const int MaxDepth = 4;

    public static ParameterExtraction Extract(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var job = (INamedTypeSymbol)context.TargetSymbol;
        var diagnostics = new List<DiagnosticInfo>();
        // What is wrong with the class itself is the job compiler's to say.
        if (job.TypeKind != TypeKind.Class || job.IsFileLocal || job.IsAbstract || job.IsStatic || Declarations.IsBroken(job)) return new(null, EquatableArray<DiagnosticInfo>.Empty);
        for (var type = job; type is not null; type = type.ContainingType)
            if (!Declarations.IsPartial(type) || type.TypeParameters.Length > 0) return new(null, EquatableArray<DiagnosticInfo>.Empty);

        var primary = PrimaryConstructor(job) ?? WrittenConstructor(job);
        var arguments = primary is null ? [] : Arguments(primary, "", 0, diagnostics).ToList();
        var properties = Properties(job, "", 0, diagnostics).ToList();
        Duplicates(job, arguments.Concat(properties), diagnostics);
        bool hasConstructor = job.InstanceConstructors.Any(constructor => !constructor.IsImplicitlyDeclared);
        return new(new ParameterModel(job.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat), Declarations.NamespaceOf(job), Declarations.Headers(job),
            RowTypeReader.Escape(job.Name), hasConstructor, !IsUnfinished(job), arguments.ToEquatable(), properties.ToEquatable()), diagnostics.ToEquatable());
    }

    private static IEnumerable<ParameterItem> Arguments(IMethodSymbol constructor, string prefix, int depth, List<DiagnosticInfo> diagnostics)
    {
        foreach (var parameter in constructor.Parameters)
        {
            bool required = !parameter.HasExplicitDefaultValue;
            string help = parameter.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax().Ancestors().OfType<TypeDeclarationSyntax>().FirstOrDefault() is { } declaration
                ? DocumentationText.Parameter(declaration, parameter.Name) : "";
            var item = parameter.Name.Length == 0 ? null : Item(parameter, parameter.Type, prefix, required, required, depth, diagnostics);
            yield return (item ?? new ParameterItem(RowTypeReader.Escape(parameter.Name), "", ParameterKind.Text, "")) with
            {
                MustSet = required,
                Help = help,
                Default = required ? null : DefaultText(parameter),
                DefaultValue = required && item?.Kind == ParameterKind.Connector ? item.DefaultValue : DefaultValue(parameter),
            };
        }
    }

    private static IEnumerable<ParameterItem> Properties(INamedTypeSymbol type, string prefix, int depth, List<DiagnosticInfo> diagnostics)
    {
        var positional = PrimaryConstructor(type)?.Parameters.Select(parameter => parameter.Name).ToList() ?? [];
        var assigned = ParameterDefaults.AssignedByConstructors(type);
        foreach (var property in Members(type))
        {
            if (property is not { IsStatic: false, IsIndexer: false, DeclaredAccessibility: Accessibility.Public, SetMethod: { } setter }
                || (!setter.IsInitOnly && !property.IsRequired && depth == 0) || setter.DeclaredAccessibility != Accessibility.Public
                || (type.IsRecord && positional.Contains(property.Name))) continue;
            var syntax = property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() as PropertyDeclarationSyntax;
            if (Item(property, property.Type, prefix, property.IsRequired, property.IsRequired || syntax?.Initializer is null, depth, diagnostics) is { } item)
            {
                var found = item with { MustSet = property.IsRequired, Help = syntax is null ? "" : DocumentationText.Summary(syntax), Owner = TypeOf(property.ContainingType) };
                // Of a property without source, in another assembly, nobody knows.
                bool isHidden = !property.IsRequired && (assigned.Contains(property.Name) || syntax is null);
                yield return isHidden ? ParameterDefaults.Hidden(found) : syntax?.Initializer is { } initializer ? ParameterDefaults.With(found, initializer.Value) : found;
            }
        }
    }

    /// <summary>Properties of a type and of those it derives from, its own first; of those of one name the most derived.</summary>
    private static IEnumerable<IPropertySymbol> Members(INamedTypeSymbol type)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (INamedTypeSymbol? part = type; part is { SpecialType: not SpecialType.System_Object }; part = part.BaseType)
            foreach (var property in part.GetMembers().OfType<IPropertySymbol>())
                // One that is being typed has no name yet.
                if (property.Name.Length > 0 && names.Add(property.Name)) yield return property;
    }

    private static ParameterItem? Item(ISymbol member, ITypeSymbol type, string prefix, bool required, bool withoutValue, int depth, List<DiagnosticInfo> diagnostics)
    {
        if (ConnectorReader.KindOf(type) is { } kind)
        {
            string missing = $"{ParameterEmitter.Values}.SetInCode<{TypeOf(type)}>({SymbolDisplay.FormatLiteral(member.Name, quote: true)}, \"{kind}\")";
            return required && depth == 0 ? new(RowTypeReader.Escape(member.Name), "", ParameterKind.Connector, TypeOf(type)) { Required = true, DefaultValue = missing } : null;
        }
        string name = prefix + Naming.Kebab(member.Name);
        string declared = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        bool nullable = type.NullableAnnotation == NullableAnnotation.Annotated;
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } value) type = value.TypeArguments[0];
        var element = Element(type);
        var item = Single(RowTypeReader.Escape(member.Name), name, element ?? type);
        if (item is not null) return item with { DeclaredType = declared, Required = required, Repeatable = element is not null };
        if (element is null && depth < MaxDepth && IsOptions(type) && Options((INamedTypeSymbol)type, name + ".", withoutValue, nullable, depth + 1) is { } options)
            return new(RowTypeReader.Escape(member.Name), name, ParameterKind.Options, TypeOf(type)) { DeclaredType = declared, Required = required, Options = options };
        if (required && depth == 0 && type.TypeKind != TypeKind.Error)
            diagnostics.Add(DiagnosticInfo.Create(ParameterDiagnostics.NotParsable, member.Locations[0], member.Name, type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)));
        return null;
    }

    private static ParameterItem? Single(string member, string name, ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_String } => new(member, name, ParameterKind.Text, "string") { TypeName = "text" },
        INamedTypeSymbol { TypeKind: TypeKind.Enum } @enum => Choices(new(member, name, ParameterKind.Enum, TypeOf(type)), @enum),
        INamedTypeSymbol parsable when IsParsable(parsable) => new(member, name, ParameterKind.Parsable, TypeOf(type)) { TypeName = HelpName(type) },
        _ => null,
    };

    private static ParameterItem Choices(ParameterItem item, INamedTypeSymbol type)
    {
        var names = type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue).Select(field => field.Name.ToLowerInvariant()).ToEquatable();
        return item with { TypeName = string.Join("|", names), Choices = names };
    }

    private static OptionsModel? Options(INamedTypeSymbol type, string prefix, bool withoutValue, bool nullable, int depth)
    {
        var ignored = new List<DiagnosticInfo>();
        var primary = PrimaryConstructor(type);
        var arguments = primary is null ? [] : Arguments(primary, prefix, depth, ignored).ToList();
        if (arguments.Any(argument => argument.Name.Length == 0)) return null;
        var properties = Properties(type, prefix, depth, ignored).ToList();
        // What a class takes in its constructor cannot be changed in an object that is already there.
        if (arguments.Count + properties.Count == 0 || (arguments.Count > 0 && !type.IsRecord && !withoutValue)) return null;
        // Where the property has an initialiser, that supplies what the options themselves would require.
        if (!withoutValue || nullable)
        {
            arguments = [.. arguments.Select(argument => argument with { Required = false })];
            properties = [.. properties.Select(property => property with { Required = false })];
        }
        return new(type.IsRecord, !withoutValue, nullable && withoutValue, arguments.ToEquatable(), properties.ToEquatable());
    }

    private static void Duplicates(INamedTypeSymbol job, IEnumerable<ParameterItem> items, List<DiagnosticInfo> diagnostics)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in items.Where(item => item.Name.Length > 0))
        {
            if (names.Add(item.Name)) continue;
            var member = job.GetMembers(item.Member.TrimStart('@')).FirstOrDefault() ?? job;
            diagnostics.Add(DiagnosticInfo.Create(ParameterDiagnostics.SameName, member.Locations[0], member.Name, item.Name));
        }
    }

    private static ITypeSymbol? Element(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1 } array => array.ElementType,
        INamedTypeSymbol
        {
            TypeArguments.Length: 1, OriginalDefinition.SpecialType: SpecialType.System_Collections_Generic_IReadOnlyList_T
            or SpecialType.System_Collections_Generic_IReadOnlyCollection_T or SpecialType.System_Collections_Generic_IEnumerable_T
        } list => list.TypeArguments[0],
        _ => null,
    };

    private static bool IsParsable(INamedTypeSymbol type) => type.AllInterfaces.Any(i =>
        i is { Name: "IParsable", TypeArguments.Length: 1 } && SymbolEqualityComparer.Default.Equals(i.TypeArguments[0], type) && i.ContainingNamespace.ToDisplayString() == "System");

    // Options are the user's own objects; a library's object would bring dozens of properties nobody meant.
    private static bool IsOptions(ITypeSymbol type) => type is INamedTypeSymbol { TypeKind: TypeKind.Class, IsAbstract: false, TypeParameters.Length: 0 } options
        && options.DeclaringSyntaxReferences.Length > 0
        && (PrimaryConstructor(options) is not null || options.InstanceConstructors.Any(constructor => constructor.Parameters.Length == 0));

    private static IMethodSymbol? PrimaryConstructor(INamedTypeSymbol type) => type.InstanceConstructors.FirstOrDefault(constructor =>
        constructor.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is TypeDeclarationSyntax));

    /// <summary>True if the C# compiler has something to say about a constructor: it is being typed, is there twice, or cannot be called with values.</summary>
    private static bool IsUnfinished(INamedTypeSymbol job) =>
        job.InstanceConstructors.SelectMany(constructor => constructor.DeclaringSyntaxReferences).Select(reference => reference.GetSyntax())
            .Any(syntax => (syntax is TypeDeclarationSyntax type ? (SyntaxNode?)type.ParameterList : syntax)?.ContainsDiagnostics == true)
        || job.InstanceConstructors.GroupBy(constructor => string.Join(", ", constructor.Parameters.Select(parameter => TypeOf(parameter.Type)))).Any(same => same.Count() > 1);

    // A job with constructors of its own, none of them without parameters.
    private static IMethodSymbol? WrittenConstructor(INamedTypeSymbol type) =>
        type.InstanceConstructors.Any(constructor => constructor.Parameters.Length == 0) ? null
        : type.InstanceConstructors.OrderByDescending(constructor => constructor.Parameters.Length).FirstOrDefault();

    private static string TypeOf(ITypeSymbol type) => type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    private static string HelpName(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_Boolean } => "flag",
        { SpecialType: >= SpecialType.System_SByte and <= SpecialType.System_UInt64 } => "int",
        { SpecialType: SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Decimal } => "number",
        { Name: "Timestamp" or "DateTime" or "DateTimeOffset" } => "time",
        { Name: "TimeSpan" } => "duration",
        _ => type.Name.ToLowerInvariant(),
    };

    private static string? DefaultText(IParameterSymbol parameter) =>
        parameter.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is ParameterSyntax { Default.Value: { } value } ? ParameterDefaults.Text(value) : null;

    private static string DefaultValue(IParameterSymbol parameter)
    {
        if (!parameter.HasExplicitDefaultValue || parameter.ExplicitDefaultValue is not { } value)
            // With its type, so that no other constructor can be meant.
            return parameter.Type.TypeKind == TypeKind.Error ? "default!" : $"default({parameter.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)})!";
        string literal = value switch
        {
            double number => number.ToString("R", CultureInfo.InvariantCulture) + "d",
            float number => number.ToString("R", CultureInfo.InvariantCulture) + "f",
            decimal number => number.ToString(CultureInfo.InvariantCulture) + "m",
            _ => SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false),
        };
        return parameter.Type.TypeKind == TypeKind.Enum ? $"({TypeOf(parameter.Type)})({literal})" : literal;
    }
}
