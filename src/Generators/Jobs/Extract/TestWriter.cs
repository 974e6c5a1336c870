using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>
/// Keeps the type tests and casts of a generic helper where its type parameter stands for a type of which the language knows that it is another
/// one: they go through <c>object</c>, as those of the parameter do.
/// </summary>
internal sealed class TestWriter(ExtractContext context, Frame frame, List<TextChange> edits)
{
    public void Read(SyntaxNode node)
    {
        switch (node)
        {
            case IsPatternExpressionSyntax test: Read(test.Expression, [test.Pattern]); break;
            case SwitchExpressionSyntax choice: Read(choice.GoverningExpression, choice.Arms.Select(arm => (SyntaxNode)arm.Pattern)); break;
            case SwitchStatementSyntax choice:
                Read(choice.Expression, choice.Sections.SelectMany(section => section.Labels).Select(label => label switch { CaseSwitchLabelSyntax constant => constant.Value, CasePatternSwitchLabelSyntax pattern => (SyntaxNode)pattern.Pattern, _ => null! }).Where(label => label is not null));
                break;
            case SubpatternSyntax part when frame.Model.GetTypeInfo(part.Pattern, context.Cancellation).Type is ITypeParameterSymbol parameter && frame.Types.TryGet(parameter, out var actual):
                if (Judge(part.Pattern, actual).IsForeign) Refuse(part, parameter);
                break;
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AsExpression } cast when frame.ParameterOf(cast.Left, context.Cancellation, out var actual) is not null:
                if (!Holds(actual, TypeOf(cast.Right))) Widen(cast.Left);
                break;
            case CastExpressionSyntax cast when TypeOf(cast.Type) is { } to && frame.TypeOf(cast.Expression, context.Cancellation) is { } from && (IsParameter(cast.Type) || IsParameter(cast.Expression)):
                if (!context.Compilation.ClassifyConversion(from, to).Exists) Widen(cast.Expression);
                break;
        }
    }

    private void Read(ExpressionSyntax tested, IEnumerable<SyntaxNode> patterns)
    {
        if (frame.ParameterOf(tested, context.Cancellation, out var actual) is not { } parameter) return;
        var (isForeign, isOfType) = (false, false);
        foreach (var pattern in patterns)
        {
            var judged = Judge(pattern, actual);
            isForeign |= judged.IsForeign;
            isOfType |= judged.IsOfType;
        }
        // Answered without it.
        if (patterns.Count() == 1 && tested.Parent is IsPatternExpressionSyntax
            {
                Pattern: ConstantPatternSyntax { Expression.RawKind: (int)SyntaxKind.NullLiteralExpression }
            or UnaryPatternSyntax { Pattern: ConstantPatternSyntax { Expression.RawKind: (int)SyntaxKind.NullLiteralExpression } }
            }) return;
        if (isForeign && isOfType) Refuse(tested, parameter);
        else if (isForeign) Widen(tested);
    }

    /// <summary>Whether a pattern tests for what the type cannot be, and whether it needs the type itself.</summary>
    private (bool IsForeign, bool IsOfType) Judge(SyntaxNode pattern, ITypeSymbol actual)
    {
        switch (pattern)
        {
            case ParenthesizedPatternSyntax inner: return Judge(inner.Pattern, actual);
            case UnaryPatternSyntax not: return Judge(not.Pattern, actual);
            case BinaryPatternSyntax both:
                var (left, right) = (Judge(both.Left, actual), Judge(both.Right, actual));
                return (left.IsForeign || right.IsForeign, left.IsOfType || right.IsOfType);
            case TypePatternSyntax type: return (!Holds(actual, TypeOf(type.Type)), false);
            case DeclarationPatternSyntax declaration: return (!Holds(actual, TypeOf(declaration.Type)), false);
            case RecursivePatternSyntax { Type: { } type }: return (!Holds(actual, TypeOf(type)), false);
            case RecursivePatternSyntax part: return (false, part.PositionalPatternClause is not null || part.PropertyPatternClause?.Subpatterns.Count > 0 || part.Designation is not null);
            case VarPatternSyntax variable: return (false, variable.Designation is not DiscardDesignationSyntax);
            case ListPatternSyntax: return (false, true);
            case ConstantPatternSyntax constant: return Judge(constant.Expression, actual);
            case RelationalPatternSyntax relation: return Judge(relation.Expression, actual);
            case ExpressionSyntax named when frame.Model.GetSymbolInfo(named, context.Cancellation).Symbol is ITypeSymbol type: return (!Holds(actual, frame.Types.Apply(type)), false);
            // A constant is of its own type for a type parameter, but becomes that of a number.
            case ExpressionSyntax constant: return (!SymbolEqualityComparer.Default.Equals(frame.TypeOf(constant, context.Cancellation), actual), false);
            default: return default;
        }
    }

    /// <summary>True if the language takes it that a value of one type can be of the other.</summary>
    private bool Holds(ITypeSymbol actual, ITypeSymbol? tested)
    {
        if (tested is null) return true;
        var conversion = context.Compilation.ClassifyConversion(actual, tested);
        return conversion.IsIdentity || conversion.IsReference || conversion.IsBoxing || conversion.IsUnboxing
            || (actual is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable && SymbolEqualityComparer.Default.Equals(nullable.TypeArguments[0], tested));
    }

    private void Widen(ExpressionSyntax expression)
    {
        edits.Add(new TextChange(new TextSpan(expression.SpanStart, 0), "(object)("));
        edits.Add(new TextChange(new TextSpan(expression.Span.End, 0), ")"));
    }

    private void Refuse(SyntaxNode place, ITypeParameterSymbol parameter) =>
        context.Report(JobDiagnostics.MeansOther, frame.Call?.Expression ?? place, parameter.Name, "test one thing at a time, such as 'row is string', and not together with members or variables of the type itself");

    private bool IsParameter(ExpressionSyntax expression) => frame.Model.GetTypeInfo(expression, context.Cancellation).Type is ITypeParameterSymbol parameter && frame.Types.TryGet(parameter, out _);

    private ITypeSymbol? TypeOf(ExpressionSyntax type) => frame.TypeOf(type, context.Cancellation);
}
