using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Tells expressions on which a call works in place from those of which it gets a copy.</summary>
internal static class Variables
{
    /// <summary>True for a variable that may be passed by <c>ref</c>.</summary>
    public static bool IsWritable(Frame frame, ExpressionSyntax expression, CancellationToken cancellation)
    {
        switch (expression)
        {
            case ParenthesizedExpressionSyntax inner: return IsWritable(frame, inner.Expression, cancellation);
            case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } inner: return IsWritable(frame, inner.Operand, cancellation);
            case ElementAccessExpressionSyntax access when frame.Model.GetTypeInfo(access.Expression, cancellation).Type is IArrayTypeSymbol: return access.ArgumentList.Arguments.All(argument => !IsRange(frame, argument, cancellation));
        }
        return frame.Model.GetSymbolInfo(expression, cancellation).Symbol switch
        {
            ILocalSymbol { RefKind: RefKind.Ref } => true,
            ILocalSymbol local => local is { RefKind: RefKind.None, IsFixed: false, IsConst: false },
            // A value that is known before the run is none.
            IParameterSymbol parameter when frame.Given.TryGetValue(parameter, out var given) => given is { Literal: null, Text: { } text } && text.StartsWith("__given", StringComparison.Ordinal),
            IParameterSymbol parameter => parameter.RefKind is RefKind.None or RefKind.Ref or RefKind.Out,
            IFieldSymbol { IsReadOnly: true } => false,
            IFieldSymbol field => field.IsStatic || field.ContainingType.IsReferenceType || expression is not MemberAccessExpressionSyntax access
                || (IsWritable(frame, access.Expression, cancellation) && !IsFixed(frame, access.Expression, cancellation)),
            IPropertySymbol property => property.RefKind == RefKind.Ref,
            IMethodSymbol method => method.RefKind == RefKind.Ref,
            _ => false,
        };
    }

    /// <summary>True for a variable that no code may assign, of which C# calls members of a type parameter in place all the same.</summary>
    public static bool IsFixed(Frame frame, ExpressionSyntax expression, CancellationToken cancellation)
    {
        while (expression is ParenthesizedExpressionSyntax inner) expression = inner.Expression;
        return frame.Model.GetSymbolInfo(expression, cancellation).Symbol is ILocalSymbol { RefKind: RefKind.None } local && (local.IsForEach || local.IsUsing);
    }

    private static bool IsRange(Frame frame, ArgumentSyntax argument, CancellationToken cancellation) =>
        frame.Model.GetTypeInfo(argument.Expression, cancellation).Type is { Name: "Range", ContainingNamespace.Name: "System" };
}
