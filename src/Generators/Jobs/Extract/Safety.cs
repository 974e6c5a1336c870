using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Millrace.Generators.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Judges whether an exception may come out of a lambda. Most only read fields, compare and make a record.</summary>
internal static class Safety
{
    public static bool MayThrow(SyntaxNode body, SemanticModel model, CancellationToken cancellation) =>
        body.DescendantNodesAndSelf().Any(node => !IsSafe(node, model, cancellation));

    private static bool IsSafe(SyntaxNode node, SemanticModel model, CancellationToken cancellation)
    {
        switch (node)
        {
            case BinaryExpressionSyntax binary:
                bool divides = binary.RawKind is (int)SyntaxKind.DivideExpression or (int)SyntaxKind.ModuloExpression;
                return !divides || model.GetTypeInfo(binary, cancellation).Type?.SpecialType is SpecialType.System_Double or SpecialType.System_Single;
            case InvocationExpressionSyntax call:
                return model.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol method && Markers.IsGroup(method.ContainingType);
            case BaseObjectCreationExpressionSyntax creation:
                return creation.Initializer is null && model.GetTypeInfo(creation, cancellation).Type is { } type && RowTypeReader.IsRecord(type);
            case SimpleNameSyntax or MemberAccessExpressionSyntax or LiteralExpressionSyntax or ParenthesizedExpressionSyntax or TupleExpressionSyntax
                or ArgumentSyntax or ArgumentListSyntax or PrefixUnaryExpressionSyntax or ConditionalExpressionSyntax or AnonymousObjectCreationExpressionSyntax
                or AnonymousObjectMemberDeclaratorSyntax or NameEqualsSyntax or NameColonSyntax or PredefinedTypeSyntax or QualifiedNameSyntax
                or SimpleLambdaExpressionSyntax or ParameterSyntax:
                return true;
            default:
                return false;
        }
    }
}
