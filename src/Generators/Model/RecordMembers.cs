using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Millrace.Generators.Infrastructure;

namespace Millrace.Generators.Model;

/// <summary>The members of a record that hold data: those of the primary constructor in its order, then the others in theirs.</summary>
internal static class RecordMembers
{
    /// <summary>Fields of a record with the symbols they come from (for locations; not to be kept).</summary>
    public static IEnumerable<(RowField Field, ISymbol Symbol)> Read(INamedTypeSymbol record, List<ITypeSymbol> path)
    {
        var parameters = Positional(record);
        // A parameter whose property is written out in the body has its field behind those of the others.
        foreach (var member in Stored(record).OrderBy(member => parameters.FirstOrDefault(parameter => parameter.Name == member.Name)?.Ordinal ?? int.MaxValue))
        {
            var type = member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type;
            var parameter = parameters.FirstOrDefault(p => p.Name == member.Name);
            var attributes = parameter is null ? member.GetAttributes() : member.GetAttributes().AddRange(parameter.GetAttributes());
            var field = RowTypeReader.Field(member.Name, type, path) with
            {
                IsPositional = parameter is not null,
                IsWrittenOut = parameter is not null && member.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is PropertyDeclarationSyntax),
                Was = Texts(attributes, "WasAttribute").ToEquatable(),
            };
            if (Texts(attributes, "ColumnAttribute").FirstOrDefault() is { } column) field = field with { Column = column };
            yield return (field, member);
        }
    }

    /// <summary>Parameters of the primary constructor that are kept nowhere, since their properties compute something.</summary>
    public static IEnumerable<string> Unkept(INamedTypeSymbol record)
    {
        var kept = new HashSet<string>(Stored(record).Select(member => member.Name));
        return Positional(record).Select(parameter => parameter.Name).Where(name => !kept.Contains(name)).Select(RowTypeReader.Escape);
    }

    /// <summary>True if generated code can set the member: a property with a public getter and an init or set accessor.</summary>
    public static bool IsSettable(ISymbol member) =>
        member is IPropertySymbol { DeclaredAccessibility: Accessibility.Public, SetMethod.DeclaredAccessibility: Accessibility.Public };

    /// <summary>Parameters of the primary constructor.</summary>
    private static ImmutableArray<IParameterSymbol> Positional(INamedTypeSymbol record)
    {
        // The primary constructor is the one whose parameters are all properties; Deconstruct mirrors it in metadata too.
        var properties = new HashSet<string>(record.GetMembers().OfType<IPropertySymbol>().Select(property => property.Name));
        return record.InstanceConstructors
            .Where(constructor => constructor.Parameters.Length > 0 && constructor.Parameters.All(parameter => properties.Contains(parameter.Name)))
            .OrderByDescending(constructor => constructor.Parameters.Length)
            .FirstOrDefault()?.Parameters ?? [];
    }

    private static IEnumerable<ISymbol> Stored(INamedTypeSymbol record)
    {
        if (record.DeclaringSyntaxReferences.Length == 0)
        {
            // From metadata a backing field does not know its property; a record's stored properties are those with an init accessor.
            return record.GetMembers().OfType<IPropertySymbol>()
                .Where(property => !property.IsStatic && !property.IsIndexer && property.SetMethod is not null);
        }
        return record.GetMembers().OfType<IFieldSymbol>()
            .Where(field => !field.IsStatic && !field.IsConst)
            .Select(field => field.AssociatedSymbol ?? field);
    }

    private static IEnumerable<string> Texts(IEnumerable<AttributeData> attributes, string name) => attributes
        .Where(attribute => attribute.AttributeClass is { } type && type.Name == name && type.ContainingNamespace.ToDisplayString() == "Millrace")
        .Select(attribute => attribute.ConstructorArguments.FirstOrDefault().Value as string)
        .OfType<string>();
}
