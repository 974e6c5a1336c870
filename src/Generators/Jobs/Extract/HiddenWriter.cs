using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Keeps members of a constraint that is a class those of that class, where the type that stands for the parameter hides them by its own.</summary>
internal sealed class HiddenWriter(ExtractContext context, Frame frame, List<TextChange> edits)
{
    public void Read(SyntaxNode node)
    {
        switch (node)
        {
            case MemberAccessExpressionSyntax { RawKind: (int)SyntaxKind.SimpleMemberAccessExpression } access: ReadMember(access.Expression, SymbolOf(access)); break;
            case ElementAccessExpressionSyntax access: ReadMember(access.Expression, SymbolOf(access)); break;
            case ConditionalAccessExpressionSyntax access when !frame.IsStruct(access.Expression, context.Cancellation):
                ReadMember(access.Expression, access.WhenNotNull.DescendantNodesAndSelf().FirstOrDefault(inner => inner is MemberBindingExpressionSyntax or ElementBindingExpressionSyntax) is { } first ? SymbolOf(first) : null);
                break;
            case SubpatternSyntax { NameColon.Name: var name } when name.FirstAncestorOrSelf<RecursivePatternSyntax>() is { } pattern: ReadPattern(pattern, name); break;
        }
    }

    private void ReadMember(ExpressionSyntax receiver, ISymbol? member)
    {
        if (member is not { IsStatic: false } || frame.ParameterOf(receiver, context.Cancellation, out var actual) is null || !IsHidden(member, actual)) return;
        edits.Add(new TextChange(new TextSpan(receiver.SpanStart, 0), $"(({NameOf(member.ContainingType)})("));
        edits.Add(new TextChange(new TextSpan(receiver.Span.End, 0), "))"));
    }

    /// <summary><c>{ Member: … }</c> becomes <c>Constraint { Member: … }</c>.</summary>
    private void ReadPattern(RecursivePatternSyntax pattern, IdentifierNameSyntax name)
    {
        if (SymbolOf(name) is not { } member || frame.Model.GetTypeInfo(pattern, context.Cancellation).ConvertedType is not ITypeParameterSymbol parameter
            || !frame.Types.TryGet(parameter, out var actual) || !IsHidden(member, actual)) return;
        context.Report(JobDiagnostics.MeansOther, frame.Call?.Expression ?? (SyntaxNode)name, member.Name, $"read it in front of the pattern, or give the one of {actual.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)} another name");
    }

    /// <summary>True if the type, or a class between, has another member of that name.</summary>
    private static bool IsHidden(ISymbol member, ITypeSymbol actual)
    {
        if (member is IMethodSymbol { ReducedFrom: not null } || member.ContainingType is not { TypeKind: TypeKind.Class } home) return false;
        bool hides = false;
        for (var type = actual; type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, home.OriginalDefinition)) return hides;
            hides |= type.GetMembers(member.Name).Any(other => !other.IsOverride && (!actual.IsValueType || IsSame(other, member)));
        }
        return false;
    }

    // Of a struct only what hides is of interest, since the object behind the cast would be a copy.
    private static bool IsSame(ISymbol other, ISymbol member) => other is not IMethodSymbol method || member is not IMethodSymbol known
        || (method.Arity == known.Arity && method.Parameters.Select(item => item.Type).SequenceEqual(known.Parameters.Select(item => item.Type), SymbolEqualityComparer.Default));

    private string NameOf(ITypeSymbol type) => context.Types.NameOf(frame.Types.Apply(type));

    private ISymbol? SymbolOf(SyntaxNode node) => frame.Model.GetSymbolInfo(node, context.Cancellation).Symbol;
}
