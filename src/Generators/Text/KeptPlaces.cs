using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Millrace.Generators.Text;

/// <summary>Tells the places that outlive a function's call from its own variables.</summary>
/// <param name="function">The function.</param>
/// <param name="scope">Where its own variables are declared.</param>
/// <param name="own">A bit for each parameter that the caller has made for the call, and drops with it.</param>
/// <param name="cancellation">Ends it.</param>
internal sealed class KeptPlaces(IMethodSymbol function, SyntaxNode scope, int own, CancellationToken cancellation)
{
    /// <summary>True for a local function inside the function.</summary>
    public bool Declares(IMethodSymbol local) => local.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == scope.SyntaxTree && scope.Span.Contains(reference.Span));

    /// <summary>What the user calls a place that outlives the call; null for one that does not, or that copies text.</summary>
    public string? NameOf(IOperation? target)
    {
        switch (target)
        {
            case IFieldReferenceOperation { Field: var field } reference:
                if (TextTypes.IsEngine(field) && !field.ContainingType.IsTupleType) return null;
                if (field.IsStatic) return $"the static field '{field.Name}'";
                return Member(reference.Instance, field, "field");
            case IPropertyReferenceOperation { Property: var property } reference:
                if (TextTypes.IsEngine(property)) return null;
                if (property.IsIndexer) return NameOfObject(reference.Instance);
                if (property.IsStatic) return $"the static property '{property.Name}'";
                return Member(reference.Instance, property, "property");
            case IArrayElementReferenceOperation element:
                return NameOfObject(element.ArrayReference);
            case ILocalReferenceOperation { Local: var local } when !IsOwn(local):
                return $"the captured variable '{local.Name}'";
            case IParameterReferenceOperation { Parameter: var parameter } when !IsOwn(parameter):
                return $"the captured variable '{parameter.Name}'";
            default:
                return null;
        }
    }

    /// <summary>What the user calls an object that outlives the call; null for one that the function has made itself.</summary>
    public string? NameOfObject(IOperation? instance)
    {
        while (instance is IConversionOperation conversion) instance = conversion.Operand;
        return instance switch
        {
            null or IObjectCreationOperation or IArrayCreationOperation or ICollectionExpressionOperation => null,
            IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver } => null,
            IParameterReferenceOperation { Parameter: { Ordinal: < 31 } parameter } when (own >> parameter.Ordinal & 1) != 0 && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, function) => null,
            ILocalReferenceOperation { Local: var local } => IsOwn(local) && IsMadeHere(local) ? null : $"'{local.Name}'",
            _ => $"'{instance.Syntax}'",
        };
    }

    private string? Member(IOperation? instance, ISymbol member, string kind)
    {
        if (instance is IInstanceReferenceOperation self)
        {
            // An object initializer, or a value that is being made: where that goes is what counts.
            bool isMade = self.ReferenceKind != InstanceReferenceKind.ContainingTypeInstance || function.MethodKind == MethodKind.Constructor;
            if (isMade || IsJobField(member)) return null;
            return $"the {kind} '{member.Name}'";
        }
        // A part of a struct lives as long as the struct.
        if (instance?.Type?.IsValueType == true) return NameOf(instance);
        return NameOfObject(instance) is null ? null : $"the {kind} '{member.Name}'";
    }

    /// <summary>A field or property of the job itself, which a lambda of Define may not set anyway (MR1006).</summary>
    private bool IsJobField(ISymbol member) =>
        function.MethodKind == MethodKind.AnonymousFunction && member.ContainingType.GetAttributes().Any(attribute => attribute.AttributeClass?.ToDisplayString() == "Millrace.JobAttribute");

    private bool IsOwn(ISymbol variable) =>
        variable.DeclaringSyntaxReferences.Length == 0 || variable.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == scope.SyntaxTree && IsInside(reference, variable));

    // The parameters of a method are declared outside its body.
    private bool IsInside(SyntaxReference reference, ISymbol variable) =>
        scope.Span.Contains(reference.Span) || SymbolEqualityComparer.Default.Equals(variable.ContainingSymbol, function);

    private bool IsMadeHere(ILocalSymbol local)
    {
        foreach (var reference in local.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax(cancellation) is Microsoft.CodeAnalysis.CSharp.Syntax.VariableDeclaratorSyntax { Initializer.Value: var value })
                return value is Microsoft.CodeAnalysis.CSharp.Syntax.BaseObjectCreationExpressionSyntax or Microsoft.CodeAnalysis.CSharp.Syntax.CollectionExpressionSyntax
                    or Microsoft.CodeAnalysis.CSharp.Syntax.ArrayCreationExpressionSyntax or Microsoft.CodeAnalysis.CSharp.Syntax.ImplicitArrayCreationExpressionSyntax;
        }
        return false;
    }
}
