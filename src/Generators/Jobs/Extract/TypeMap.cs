using Microsoft.CodeAnalysis;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>What the type parameters of a helper stand for in one call of it.</summary>
internal sealed class TypeMap(Compilation compilation)
{
    private readonly Dictionary<ITypeParameterSymbol, ITypeSymbol> _types = new(SymbolEqualityComparer.Default);

    public bool IsEmpty => _types.Count == 0;

    public void Add(ITypeParameterSymbol parameter, ITypeSymbol type) => _types[parameter] = type;

    /// <summary>The same for all but one type parameter.</summary>
    public TypeMap Without(ITypeParameterSymbol parameter)
    {
        var others = new TypeMap(compilation);
        foreach (var pair in _types.Where(pair => !SymbolEqualityComparer.Default.Equals(pair.Key, parameter))) others.Add(pair.Key, pair.Value);
        return others;
    }

    public bool TryGet(ISymbol parameter, out ITypeSymbol type)
    {
        type = null!;
        return parameter is ITypeParameterSymbol known && _types.TryGetValue(known, out type!);
    }

    /// <summary>The type with what its type parameters stand for.</summary>
    public ITypeSymbol Apply(ITypeSymbol type)
    {
        if (IsEmpty || !Mentions(type)) return type;
        switch (type)
        {
            case ITypeParameterSymbol parameter:
                var actual = _types[parameter];
                return parameter.NullableAnnotation == NullableAnnotation.Annotated && actual.IsReferenceType ? actual.WithNullableAnnotation(NullableAnnotation.Annotated) : actual;
            case IArrayTypeSymbol array:
                var element = Apply(array.ElementType);
                return compilation.CreateArrayTypeSymbol(element, array.Rank, element.NullableAnnotation).WithNullableAnnotation(type.NullableAnnotation);
            case IPointerTypeSymbol pointer:
                return compilation.CreatePointerTypeSymbol(Apply(pointer.PointedAtType));
            case IFunctionPointerTypeSymbol { Signature: var signature }:
                return compilation.CreateFunctionPointerTypeSymbol(Apply(signature.ReturnType), signature.RefKind, [.. signature.Parameters.Select(item => Apply(item.Type))],
                    [.. signature.Parameters.Select(item => item.RefKind)], signature.CallingConvention, signature.UnmanagedCallingConventionTypes);
            case INamedTypeSymbol { IsAnonymousType: true } anonymous:
                var members = anonymous.GetMembers().OfType<IPropertySymbol>().ToList();
                return compilation.CreateAnonymousTypeSymbol([.. members.Select(member => Apply(member.Type))], [.. members.Select(member => member.Name)]);
            // One of a single element has no such syntax, and is a type like any other.
            case INamedTypeSymbol { IsTupleType: true, TupleElements.Length: > 1 } tuple:
                return compilation.CreateTupleTypeSymbol([.. tuple.TupleElements.Select(element => Apply(element.Type))],
                    [.. tuple.TupleElements.Select(element => element.IsExplicitlyNamedTupleElement ? element.Name : null)]);
            case INamedTypeSymbol named:
                var definition = named.OriginalDefinition;
                if (named.ContainingType is { } container && Mentions(container))
                    definition = ((INamedTypeSymbol)Apply(container)).GetTypeMembers(named.Name, named.Arity)[0];
                var made = named.Arity == 0 ? definition : definition.Construct([.. named.TypeArguments.Select(Apply)]);
                // An extension block is no type that could be null.
                return named.TypeKind == TypeKind.Extension ? made : made.WithNullableAnnotation(type.NullableAnnotation);
            default:
                return type;
        }
    }

    /// <summary>The method with what its type parameters, and those of its class, stand for.</summary>
    public IMethodSymbol Apply(IMethodSymbol method)
    {
        if (IsEmpty || method.MethodKind is MethodKind.LocalFunction or MethodKind.AnonymousFunction or MethodKind.BuiltinOperator) return method;
        if (method.ReducedFrom is { } from)
        {
            if (method.ReceiverType is not { } receiver || !(Mentions(receiver) || method.TypeArguments.Any(Mentions))) return method;
            var whole = from.IsGenericMethod ? from.OriginalDefinition.Construct([.. method.TypeArguments.Select(Apply)]) : from;
            return whole.ReduceExtensionMethod(Apply(receiver)) ?? method;
        }
        var made = method.ConstructedFrom;
        if (method.ContainingType is { } container && Mentions(container))
        {
            var definition = method.OriginalDefinition;
            made = Apply(container).GetMembers(definition.Name).OfType<IMethodSymbol>().FirstOrDefault(member => SymbolEqualityComparer.Default.Equals(member.OriginalDefinition, definition)) ?? made;
        }
        return method.IsGenericMethod ? made.Construct([.. method.TypeArguments.Select(Apply)]) : made;
    }

    /// <summary>True if the type is, or is made of, one of the type parameters.</summary>
    public bool Mentions(ITypeSymbol type) => !IsEmpty && type switch
    {
        ITypeParameterSymbol parameter => _types.ContainsKey(parameter),
        IArrayTypeSymbol array => Mentions(array.ElementType),
        IPointerTypeSymbol pointer => Mentions(pointer.PointedAtType),
        IFunctionPointerTypeSymbol { Signature: var signature } => Mentions(signature.ReturnType) || signature.Parameters.Any(item => Mentions(item.Type)),
        INamedTypeSymbol { IsAnonymousType: true } anonymous => anonymous.GetMembers().OfType<IPropertySymbol>().Any(member => Mentions(member.Type)),
        INamedTypeSymbol named => named.TypeArguments.Any(Mentions) || (named.ContainingType is { } container && Mentions(container)),
        _ => false,
    };
}
