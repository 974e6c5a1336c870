using Microsoft.CodeAnalysis;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Turns type symbols into models, and collects the anonymous types that rows have.</summary>
internal sealed class TypeReader
{
    private static readonly SymbolDisplayFormat Format = SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private readonly List<(INamedTypeSymbol Symbol, AnonymousModel Model)> _anonymous = [];

    public IEnumerable<AnonymousModel> Anonymous => _anonymous.Select(pair => pair.Model);

    public TypeModel Read(ITypeSymbol type)
    {
        bool managed = !IsUnmanaged(type);
        if (type is not INamedTypeSymbol named || type.TypeKind == TypeKind.Error)
            return new TypeModel(NameOf(type), TypeShape.Other, "", default, managed);
        if (named.IsAnonymousType) return new TypeModel(NameOf(named), TypeShape.Anonymous, "", Anonymize(named).Fields, managed);
        if (named.IsTupleType)
        {
            var parts = named.TupleElements.Select(element => new FieldModel(element.Name, Read(element.Type))).ToEquatable();
            return new TypeModel(NameOf(named), TypeShape.Tuple, "", parts, managed);
        }
        if (named.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
            return new TypeModel(NameOf(named), TypeShape.Nullable, "", new([new FieldModel("Value", Read(named.TypeArguments[0]))]), managed);
        if (named.TypeKind == TypeKind.Enum) return new TypeModel(NameOf(named), TypeShape.Enum, "", default, managed);
        if (IsRecord(named)) return new TypeModel(NameOf(named), TypeShape.Record, "", Fields(named), managed);
        string record = PrimitiveRecord(named);
        return new TypeModel(NameOf(named), record.Length > 0 ? TypeShape.Primitive : TypeShape.Other, record, default, managed);
    }

    /// <summary>The type as written in generated code. Anonymous types have the name of the record made of them.</summary>
    public string NameOf(ITypeSymbol type)
    {
        if (!MentionsAnonymous(type)) return type.ToDisplayString(Format);
        if (type is INamedTypeSymbol named)
        {
            if (named.IsAnonymousType) return Anonymize(named).Name;
            if (named.IsTupleType)
                return "(" + string.Join(", ", named.TupleElements.Select(element => $"{NameOf(element.Type)} {Names.Escape(element.Name)}")) + ")";
            string full = named.OriginalDefinition.ToDisplayString(Format);
            int open = full.IndexOf('<');
            return $"{(open < 0 ? full : full.Substring(0, open))}<{string.Join(", ", named.TypeArguments.Select(NameOf))}>";
        }
        return type is IArrayTypeSymbol array ? NameOf(array.ElementType) + "[]" : type.ToDisplayString(Format);
    }

    public bool IsRegistered(ITypeSymbol? type) =>
        type is INamedTypeSymbol { IsAnonymousType: true } && _anonymous.Any(pair => SymbolEqualityComparer.Default.Equals(pair.Symbol, type));

    public static bool IsRecord(ITypeSymbol type) =>
        type.GetAttributes().Any(attribute => attribute.AttributeClass?.ToDisplayString() == "Millrace.RecordAttribute");

    /// <summary>True if an anonymous type of unmanaged members: the record made of it is unmanaged.</summary>
    private static bool IsUnmanaged(ITypeSymbol type) => type switch
    {
        INamedTypeSymbol { IsAnonymousType: true } anonymous => anonymous.GetMembers().OfType<IPropertySymbol>().All(property => IsUnmanaged(property.Type)),
        INamedTypeSymbol { IsTupleType: true } tuple => tuple.TupleElements.All(element => IsUnmanaged(element.Type)),
        _ => type.IsUnmanagedType,
    };

    private static bool MentionsAnonymous(ITypeSymbol type) => type switch
    {
        INamedTypeSymbol { IsAnonymousType: true } => true,
        INamedTypeSymbol named => named.TypeArguments.Any(MentionsAnonymous),
        IArrayTypeSymbol array => MentionsAnonymous(array.ElementType),
        _ => false,
    };

    private AnonymousModel Anonymize(INamedTypeSymbol type)
    {
        foreach (var (symbol, known) in _anonymous)
        {
            if (SymbolEqualityComparer.Default.Equals(symbol, type)) return known;
        }
        var fields = type.GetMembers().OfType<IPropertySymbol>().Select(property => new FieldModel(property.Name, Read(property.Type))).ToEquatable();
        var model = new AnonymousModel($"__Anonymous{_anonymous.Count + 1}", fields);
        _anonymous.Add((type, model));
        return model;
    }

    private EquatableArray<FieldModel> Fields(INamedTypeSymbol record) =>
        record.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic && !field.IsConst)
            .Select(field => new FieldModel(field.AssociatedSymbol?.Name ?? field.Name, Read(field.Type))).ToEquatable();

    private static string PrimitiveRecord(INamedTypeSymbol type)
    {
        string @namespace = type.ContainingNamespace?.ToDisplayString() ?? "";
        bool known = @namespace switch
        {
            "System" => type.MetadataName is "SByte" or "Byte" or "Int16" or "UInt16" or "Int32" or "UInt32" or "Int64" or "UInt64"
                or "Single" or "Double" or "Decimal" or "Boolean" or "Char" or "Guid",
            "Millrace" => type.MetadataName is "Timestamp" or "Duration" or "Utf8String" or "Binary",
            _ => false,
        };
        return known ? $"global::Millrace.Records.{type.MetadataName}Record" : "";
    }
}
