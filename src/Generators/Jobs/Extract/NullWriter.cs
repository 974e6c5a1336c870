using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>
/// Answers what a generic helper asks about <c>null</c> where its type parameter stands for a type that is never null: the language allows
/// <c>==</c>, <c>?.</c>, <c>??</c> on the parameter, but not on the type.
/// </summary>
internal sealed class NullWriter(ExtractContext context, Frame frame, List<TextChange> edits, List<TextSpan> dropped)
{
    /// <param name="node">A node of the helper.</param>
    /// <param name="takes">True if the member becomes a call with its receiver as an argument.</param>
    public void Read(SyntaxNode node, Func<MemberBindingExpressionSyntax, bool> takes)
    {
        switch (node)
        {
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression } test:
                bool isEqual = test.IsKind(SyntaxKind.EqualsExpression);
                if (IsNull(test.Right) && IsStruct(test.Left)) Answer(test, test.Left, !isEqual);
                else if (IsNull(test.Left) && IsStruct(test.Right)) Answer(test, test.Right, !isEqual);
                break;
            case IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax { Expression: var value } } test when IsNull(value) && IsStruct(test.Expression):
                Answer(test, test.Expression, false);
                break;
            case IsPatternExpressionSyntax { Pattern: UnaryPatternSyntax { Pattern: ConstantPatternSyntax { Expression: var value } } } test when IsNull(value) && IsStruct(test.Expression):
                Answer(test, test.Expression, true);
                break;
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } choice when IsStruct(choice.Left): Choose(choice); break;
            case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceAssignmentExpression } assignment when IsStruct(assignment.Left):
                bool isStatement = frame.IsStatement(assignment, context.Cancellation);
                Insert(assignment.SpanStart, isStatement ? "_ = " : "(");
                Drop(TextSpan.FromBounds(assignment.Left.Span.End, assignment.Span.End), isStatement ? "" : ")");
                break;
            case ConditionalAccessExpressionSyntax access when IsStruct(access.Expression): Access(access, takes); break;
        }
    }

    /// <summary>A test whose outcome is known; what is tested is computed all the same if that may do something.</summary>
    private void Answer(ExpressionSyntax test, ExpressionSyntax value, bool outcome)
    {
        if (value.DescendantNodesAndSelf().All(node => node is SimpleNameSyntax or ThisExpressionSyntax or MemberAccessExpressionSyntax or ParenthesizedExpressionSyntax))
        {
            Drop(test.Span, outcome ? "true" : "false");
            return;
        }
        Drop(TextSpan.FromBounds(test.SpanStart, value.SpanStart), "((");
        Drop(TextSpan.FromBounds(value.Span.End, test.Span.End), outcome ? ") is var _ || true)" : ") is var _ && false)");
    }

    private void Choose(BinaryExpressionSyntax choice)
    {
        var type = frame.Model.GetTypeInfo(choice, context.Cancellation).Type;
        bool converts = type is not null && !SymbolEqualityComparer.Default.Equals(type, frame.Model.GetTypeInfo(choice.Left, context.Cancellation).Type);
        // '(row)' in front of '!' would be a cast.
        bool closes = converts || choice.Parent is ParenthesizedExpressionSyntax;
        if (closes) Insert(choice.SpanStart, converts ? $"(({NameOf(type!)})(" : "(");
        Drop(TextSpan.FromBounds(choice.Left.Span.End, choice.Span.End), converts ? "))" : closes ? ")" : "");
    }

    private void Access(ConditionalAccessExpressionSyntax access, Func<MemberBindingExpressionSyntax, bool> takes)
    {
        // A number behind '?.' may be missing.
        if (!frame.IsStatement(access, context.Cancellation) && frame.Model.GetTypeInfo(access, context.Cancellation).Type is { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } type)
        {
            Insert(access.SpanStart, $"(({NameOf(type)})");
            Insert(access.Span.End, ")");
        }
        var first = access.WhenNotNull.DescendantNodesAndSelf().First(node => node is MemberBindingExpressionSyntax or ElementBindingExpressionSyntax);
        if (first is not MemberBindingExpressionSyntax binding || !takes(binding)) edits.Add(new TextChange(access.OperatorToken.Span, ""));
    }

    private void Drop(TextSpan span, string text)
    {
        dropped.Add(span);
        edits.Add(new TextChange(span, text));
    }

    private bool IsStruct(ExpressionSyntax expression) => frame.IsStruct(expression, context.Cancellation);

    private static bool IsNull(ExpressionSyntax expression) => expression.IsKind(SyntaxKind.NullLiteralExpression);

    private string NameOf(ITypeSymbol type) => context.Types.NameOf(frame.Types.Apply(type));

    private void Insert(int at, string text) => edits.Add(new TextChange(new TextSpan(at, 0), text));
}
