using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Millrace.Generators.Infrastructure;
using Millrace.Generators.Jobs.Model;
using Millrace.Generators.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Writes generic methods that call a member of a constraint, where the type itself has that name for something else or not at all.</summary>
internal sealed class BridgeWriter(ExtractContext context, Frame frame)
{
    /// <summary>True if the member of a constraint is not what its name means on the type that the parameter stands for.</summary>
    public bool IsNeeded(ISymbol member, ITypeParameterSymbol parameter)
    {
        frame.Types.TryGet(parameter, out var actual);
        if (member.ContainingType is not { TypeKind: TypeKind.Interface } container || actual.TypeKind == TypeKind.Interface) return false;
        // Their operators are those of the language; smaller numbers would become int.
        if (member is IMethodSymbol { MethodKind: MethodKind.UserDefinedOperator } && actual.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_UInt32
            or SpecialType.System_UInt64 or SpecialType.System_Double or SpecialType.System_Single or SpecialType.System_Decimal) return false;
        var definition = frame.Types.Apply(container).GetMembers(member.Name).FirstOrDefault(item => SymbolEqualityComparer.Default.Equals(item.OriginalDefinition, member.OriginalDefinition));
        if (definition is null || actual.FindImplementationForInterfaceMember(definition) is not { DeclaredAccessibility: Accessibility.Public } made || made.Name != member.Name || made.ContainingType.TypeKind == TypeKind.Interface) return true;
        return made is IMethodSymbol { MethodKind: MethodKind.Ordinary } method && HasRival(method, actual);
    }

    /// <summary>The generic method for a member; returns its name with the type argument.</summary>
    /// <param name="parameter">The type parameter.</param>
    /// <param name="member">The member of its constraint.</param>
    /// <param name="parameters">What the member takes.</param>
    /// <param name="result">What it gives.</param>
    /// <param name="text">The call, given the object or type, and the arguments.</param>
    /// <param name="isByRef">True if the call works on a variable, which it may change.</param>
    public string Write(ITypeParameterSymbol parameter, ISymbol member, IReadOnlyList<IParameterSymbol> parameters, ITypeSymbol result, Func<string, IReadOnlyList<string>, string> text, bool isByRef = false)
    {
        frame.Types.TryGet(parameter, out var actual);
        string Open(ITypeSymbol type) => NameIn(parameter, type);
        var constraints = new List<string>();
        if (parameter.HasUnmanagedTypeConstraint) constraints.Add("unmanaged");
        else if (parameter.HasValueTypeConstraint) constraints.Add("struct");
        else if (parameter.HasReferenceTypeConstraint) constraints.Add("class");
        constraints.AddRange(ConstraintsOf(parameter).Select(Open).Distinct());
        if (parameter.HasConstructorConstraint) constraints.Add("new()");
        string type = Naming.Escape(parameter.Name);
        string self = parameters.Any(item => item.Name == "self") ? "__self" : "self";
        // As the member has them, for calls that name arguments or leave some out.
        var items = parameters.Select(item => new ParameterModel(item.IsParams ? "params " : "", Open(item.Type), Naming.Escape(item.Name)) { Default = DefaultOf(item, Open) }).ToList();
        var all = member.IsStatic ? items : items.Prepend(new ParameterModel(isByRef ? "ref " : "", type, self)).ToList();
        string name = $"__member{context.Lambdas.Count}";
        context.AddGenerated(new LambdaModel(name, context.FileOf(frame.Model.SyntaxTree.GetRoot(context.Cancellation).FindNode(frame.Method.Locations[0].SourceSpan)), all.ToEquatable(), Open(result),
            text(member.IsStatic ? type : self, [.. items.Select(item => item.Name)]), false, "disable", PerRow: true, $"<{type}> where {type} : {string.Join(", ", constraints)}")
        { MayThrow = true, IsStatic = true });
        return $"{name}<{context.Types.NameOf(actual)}>";
    }

    /// <summary>The name of a type in the generic method for a type parameter.</summary>
    public string NameIn(ITypeParameterSymbol parameter, ITypeSymbol type) => context.Types.NameOf(frame.Types.Without(parameter).Apply(type));

    /// <summary>True if the member may change what it is called on, so that it must not be called on a copy.</summary>
    public bool IsByRef(ISymbol member, ITypeParameterSymbol parameter, ExpressionSyntax receiver)
    {
        frame.Types.TryGet(parameter, out var actual);
        return !member.IsStatic && actual is INamedTypeSymbol { TypeKind: TypeKind.Struct, IsReadOnly: false, IsTupleType: false, SpecialType: SpecialType.None } && Variables.IsWritable(frame, receiver, context.Cancellation);
    }

    private static string DefaultOf(IParameterSymbol parameter, Func<ITypeSymbol, string> open)
    {
        if (!parameter.HasExplicitDefaultValue) return "";
        return parameter.ExplicitDefaultValue is null ? $"default({open(parameter.Type)})" : Constants.Format(parameter.Type, parameter.ExplicitDefaultValue);
    }

    /// <summary>The constraints of a type parameter, without type parameters among them: those stand for types now, and structs are no constraints.</summary>
    private static IEnumerable<ITypeSymbol> ConstraintsOf(ITypeParameterSymbol parameter) =>
        parameter.ConstraintTypes.SelectMany(type => type is ITypeParameterSymbol other ? ConstraintsOf(other) : [type]);

    /// <summary>True if the type has an overload that a call could mean instead; one that takes any object is never the better one.</summary>
    private static bool HasRival(IMethodSymbol method, ITypeSymbol actual)
    {
        for (var type = actual; type is not null && type.SpecialType is not (SpecialType.System_Object or SpecialType.System_ValueType); type = type.BaseType)
        {
            foreach (var other in type.GetMembers(method.Name).OfType<IMethodSymbol>())
            {
                if (SymbolEqualityComparer.Default.Equals(other, method) || other.MethodKind != MethodKind.Ordinary) continue;
                if (!TakesObjects(other) || TakesObjects(method)) return true;
            }
        }
        return false;
    }

    private static bool TakesObjects(IMethodSymbol method) => method.Parameters.All(parameter => parameter.Type.SpecialType == SpecialType.System_Object);
}
