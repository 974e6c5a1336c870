using Microsoft.CodeAnalysis;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;
using Millrace.Generators.Model;
using Millrace.Generators.Records;

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
        bool nullable = type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T };
        return new TypeModel(NameOf(type), RowOf(nullable ? ((INamedTypeSymbol)type).TypeArguments[0] : type), nullable, !IsUnmanaged(type));
    }

    /// <summary>The type as written in generated code. Anonymous types have the name of the record made of them.</summary>
    public string NameOf(ITypeSymbol type)
    {
        if (!MentionsAnonymous(type)) return type.ToDisplayString(Format);
        if (type is INamedTypeSymbol named)
        {
            if (named.IsAnonymousType) return Anonymize(named).Name;
            if (named is { IsTupleType: true, TupleElements.Length: > 1 })
                return "(" + string.Join(", ", named.TupleElements.Select(element => $"{NameOf(element.Type)} {Naming.Escape(element.Name)}")) + ")";
            string full = named.OriginalDefinition.ToDisplayString(Format);
            int open = full.IndexOf('<');
            return $"{(open < 0 ? full : full.Substring(0, open))}<{string.Join(", ", named.TypeArguments.Select(NameOf))}>";
        }
        return type is IArrayTypeSymbol array ? NameOf(array.ElementType) + "[]" : type.ToDisplayString(Format);
    }

    public bool IsRegistered(ITypeSymbol? type) =>
        type is INamedTypeSymbol { IsAnonymousType: true } && _anonymous.Any(pair => SymbolEqualityComparer.Default.Equals(pair.Symbol, type));

    private RowType RowOf(ITypeSymbol type)
    {
        if (!MentionsAnonymous(type) || type is not INamedTypeSymbol named) return RowTypeReader.Read(type);
        if (named.IsAnonymousType) return AnonymousRow(Anonymize(named));
        if (!named.IsTupleType) return RowTypeReader.Read(type);
        string name = NameOf(named);
        var fields = named.TupleElements.Select(element => FieldOf(element.Name, element.Type)).ToEquatable();
        return new RowType(name, RowKind.Tuple, "__Tuple_" + Naming.Hash(name), "Record", fields) { IsMutable = true };
    }

    /// <summary>The record made of an anonymous type.</summary>
    public static RowType AnonymousRow(AnonymousModel model) => RecordEmitter.HiddenRow(model.Name, model.Fields) with { IsMutable = false };

    private RowField FieldOf(string name, ITypeSymbol type) => Read(type).Field(RowTypeReader.Escape(name)) with { Column = Naming.Snake(name) };

    /// <summary>True also for an anonymous type of unmanaged members: the record made of it is unmanaged.</summary>
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
        var fields = type.GetMembers().OfType<IPropertySymbol>().Select(property => FieldOf(property.Name, property.Type)).ToEquatable();
        var model = new AnonymousModel($"__Anonymous{_anonymous.Count + 1}", fields);
        _anonymous.Add((type, model));
        return model;
    }
}
