using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Connectors that can be seen in an expression whose type does not tell: branches, and what a property of the job is if nobody sets it.</summary>
internal static class KnownConnectors
{
    // Properties that name each other.
    private const int MaxDepth = 4;

    public static void Find(ExtractContext context, ExpressionSyntax expression, SemanticModel model, Action<ITypeSymbol> found) => Find(context, expression, model, found, MaxDepth);

    private static void Find(ExtractContext context, ExpressionSyntax expression, SemanticModel model, Action<ITypeSymbol> found, int depth)
    {
        switch (expression)
        {
            case ParenthesizedExpressionSyntax inner:
                Find(context, inner.Expression, model, found, depth);
                return;
            case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure:
                Find(context, sure.Operand, model, found, depth);
                return;
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } either:
                Find(context, either.Left, model, found, depth);
                Find(context, either.Right, model, found, depth);
                return;
            case ConditionalExpressionSyntax choice:
                Find(context, choice.WhenTrue, model, found, depth);
                Find(context, choice.WhenFalse, model, found, depth);
                return;
            case SwitchExpressionSyntax choice:
                foreach (var arm in choice.Arms) Find(context, arm.Expression, model, found, depth);
                return;
        }
        if (model.GetTypeInfo(expression, context.Cancellation).Type is { } type and not IErrorTypeSymbol) found(type);
        if (depth == 0 || model.GetSymbolInfo(expression, context.Cancellation).Symbol is not { } member) return;
        foreach (var reference in member.DeclaringSyntaxReferences)
        {
            var made = reference.GetSyntax(context.Cancellation) switch
            {
                PropertyDeclarationSyntax property => property.ExpressionBody?.Expression ?? property.Initializer?.Value,
                VariableDeclaratorSyntax field => field.Initializer?.Value,
                MethodDeclarationSyntax method => method.ExpressionBody?.Expression,
                _ => null,
            };
            if (made is not null) Find(context, made, context.ModelOf(made.SyntaxTree), found, depth - 1);
        }
    }
}
