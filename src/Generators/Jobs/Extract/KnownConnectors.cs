using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Connectors that can be seen in an expression whose type does not tell: branches, and what a property of the job is if nobody sets it.</summary>
internal static class KnownConnectors
{
    // Properties that name each other.
    private const int MaxDepth = 4;

    /// <param name="context">The job.</param>
    /// <param name="expression">Makes the source or sink.</param>
    /// <param name="frame">Where it is written.</param>
    /// <param name="found">Takes the types found.</param>
    public static void Find(ExtractContext context, ExpressionSyntax expression, Frame frame, Action<ITypeSymbol> found) => Find(context, expression, new Place(frame.Model, frame.Types, frame), found, MaxDepth);

    private static void Find(ExtractContext context, ExpressionSyntax expression, Place place, Action<ITypeSymbol> found, int depth)
    {
        switch (expression)
        {
            case ParenthesizedExpressionSyntax inner:
                Find(context, inner.Expression, place, found, depth);
                return;
            case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure:
                Find(context, sure.Operand, place, found, depth);
                return;
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } either:
                Find(context, either.Left, place, found, depth);
                Find(context, either.Right, place, found, depth);
                return;
            case ConditionalExpressionSyntax choice:
                Find(context, choice.WhenTrue, place, found, depth);
                Find(context, choice.WhenFalse, place, found, depth);
                return;
            case SwitchExpressionSyntax choice:
                foreach (var arm in choice.Arms) Find(context, arm.Expression, place, found, depth);
                return;
        }
        if (place.Frame?.GivenOf(expression, context.Cancellation) is { Expression: { } passed } given)
        {
            Find(context, passed, new Place(given.Frame.Model, given.Frame.Types, given.Frame), found, depth);
            return;
        }
        if (place.Model.GetTypeInfo(expression, context.Cancellation).Type is { } type and not IErrorTypeSymbol) found(place.Types.Apply(type));
        if (depth == 0 || place.Model.GetSymbolInfo(expression, context.Cancellation).Symbol is not { } member) return;
        foreach (var reference in member.DeclaringSyntaxReferences)
        {
            var made = reference.GetSyntax(context.Cancellation) switch
            {
                PropertyDeclarationSyntax property => property.ExpressionBody?.Expression ?? property.Initializer?.Value,
                VariableDeclaratorSyntax field => field.Initializer?.Value,
                MethodDeclarationSyntax method => method.ExpressionBody?.Expression,
                _ => null,
            };
            if (made is not null) Find(context, made, new Place(context.ModelOf(made.SyntaxTree), TypesOf(context, member, place.Types), null), found, depth - 1);
        }
    }

    /// <summary>What the type parameters of a member, and of the types around it, stand for.</summary>
    private static TypeMap TypesOf(ExtractContext context, ISymbol member, TypeMap around)
    {
        var types = new TypeMap(context.Compilation);
        if (member is IMethodSymbol method) Add(method.OriginalDefinition.TypeParameters, method.TypeArguments);
        for (var type = member.ContainingType; type is not null; type = type.ContainingType) Add(type.OriginalDefinition.TypeParameters, type.TypeArguments);
        return types;

        void Add(IReadOnlyList<ITypeParameterSymbol> parameters, IReadOnlyList<ITypeSymbol> arguments)
        {
            for (int i = 0; i < parameters.Count; i++)
            {
                var argument = around.Apply(arguments[i]);
                if (!SymbolEqualityComparer.Default.Equals(parameters[i], argument)) types.Add(parameters[i], argument);
            }
        }
    }

    /// <summary>Where an expression stands: in a method that is read, or, without a frame, in a member that it uses.</summary>
    private sealed record Place(SemanticModel Model, TypeMap Types, Frame? Frame);
}
