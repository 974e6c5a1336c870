using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>
/// Reports what would show that a row of anonymous type is a struct: comparison of references, <c>null</c>, boxing. Its members,
/// <c>with</c>, <c>Equals</c> and its text are those of the anonymous type.
/// </summary>
internal sealed class AnonymousUse(ExtractContext context, Frame frame)
{
    public void Check(SyntaxNode node)
    {
        switch (node)
        {
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression } equality:
                if (IsRow(equality.Left) || IsRow(equality.Right)) Report(equality);
                break;
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.IsExpression or (int)SyntaxKind.AsExpression or (int)SyntaxKind.CoalesceExpression } binary:
                if (IsRow(binary.Left)) Report(binary);
                break;
            case ConditionalAccessExpressionSyntax access when IsRow(access.Expression): Report(access); break;
            case IsPatternExpressionSyntax pattern when IsRow(pattern.Expression): Report(pattern); break;
            case SwitchExpressionSyntax { GoverningExpression: var governing } when IsRow(governing): Report(governing); break;
            case SwitchStatementSyntax { Expression: var governing } when IsRow(governing): Report(governing); break;
            case LockStatementSyntax { Expression: var locked } when IsRow(locked): Report(locked); break;
            case CastExpressionSyntax cast when IsRow(cast.Expression) && !IsRow(cast): Report(cast); break;
            case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceAssignmentExpression } assignment when IsRow(assignment.Left): Report(assignment); break;
            case InvocationExpressionSyntax call: CheckCall(call); break;
            case LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression or (int)SyntaxKind.DefaultLiteralExpression } empty:
                CheckEmpty(empty);
                break;
        }
        if (node is ExpressionSyntax expression) CheckBoxing(expression);
    }

    private void CheckCall(InvocationExpressionSyntax call)
    {
        if (frame.SymbolOf(call, context.Cancellation) is not IMethodSymbol method) return;
        bool isGetType = method is { Name: "GetType", Parameters.Length: 0 } && call.Expression is MemberAccessExpressionSyntax access && IsRow(access.Expression);
        bool wantsClass = method.TypeParameters.Where((parameter, i) => parameter.HasReferenceTypeConstraint && context.Types.IsRegistered(method.TypeArguments[i])).Any();
        if (isGetType || wantsClass) Report(call);
    }

    /// <summary><c>null</c> or <c>default</c> where a row should be.</summary>
    private void CheckEmpty(LiteralExpressionSyntax empty)
    {
        // Those are reported with what stands on the other side.
        if (empty.Parent is ConstantPatternSyntax or CaseSwitchLabelSyntax
            or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression or (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression }) return;
        if (context.Types.IsRegistered(frame.Model.GetTypeInfo(empty, context.Cancellation).ConvertedType)) Report(empty);
    }

    private void CheckBoxing(ExpressionSyntax expression)
    {
        if (expression.Parent is ParenthesizedExpressionSyntax or InterpolationSyntax or CastExpressionSyntax) return;
        var info = frame.Model.GetTypeInfo(expression, context.Cancellation);
        if (!context.Types.IsRegistered(info.Type) || info.ConvertedType is null or IErrorTypeSymbol || context.Types.IsRegistered(info.ConvertedType)) return;
        switch (expression.Parent)
        {
            // Text is put together from it, or it is compared, which has been reported.
            case BinaryExpressionSyntax: return;
            case ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call }:
                // Compares contents either way.
                if (frame.SymbolOf(call, context.Cancellation) is IMethodSymbol { Name: "Equals" }) return;
                Report(call);
                break;
            default: Report(expression); break;
        }
    }

    private bool IsRow(ExpressionSyntax expression) => context.Types.IsRegistered(frame.TypeOf(expression, context.Cancellation));

    private void Report(SyntaxNode place) => context.Report(JobDiagnostics.AnonymousIdentity, place);
}
