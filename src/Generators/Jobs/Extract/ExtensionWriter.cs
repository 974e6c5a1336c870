using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using Millrace.Generators.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>
/// Writes calls of extension members as calls of the static methods that they are, so that the job's own namespaces do not decide which they mean:
/// extension methods, and what extension blocks declare.
/// </summary>
internal sealed class ExtensionWriter(ExtractContext context, Frame frame, List<TextChange> edits)
{
    private readonly bool _isForeign = !SymbolEqualityComparer.Default.Equals(frame.Method.ContainingType.OriginalDefinition, context.Job);

    /// <summary>True for a member that an extension block declares.</summary>
    public static bool IsOfBlock(ISymbol? symbol) => symbol?.ContainingType is { TypeKind: TypeKind.Extension, ContainingType: not null };

    /// <summary>True for an extension method that is called as the static method that it is.</summary>
    public bool IsStatic(ISymbol? symbol) => symbol is IMethodSymbol { ReducedFrom: not null, ReceiverType: { } receiver }
        // A type may have a method of that name itself, where a type parameter has none.
        ? _isForeign || frame.Types.Mentions(receiver)
        : IsOfBlock(symbol) && (_isForeign || frame.Types.Mentions(symbol!.ContainingType));

    /// <summary>The static method behind an extension member, with what it takes first; null if it takes nothing, as a static member of a type.</summary>
    public static (INamedTypeSymbol Container, IParameterSymbol? Receiver) Target(ISymbol member)
    {
        if (member is IMethodSymbol { ReducedFrom: { } extension } reduced)
            return (extension.ContainingType, (extension.IsGenericMethod ? extension.Construct([.. reduced.TypeArguments]) : extension).Parameters[0]);
        var container = member.ContainingType.ContainingType;
        var method = member is IPropertySymbol property ? property.GetMethod ?? property.SetMethod : member as IMethodSymbol;
        var types = TypesOf(member);
        var made = member.IsStatic || method is null ? null : container.GetMembers(method.Name).OfType<IMethodSymbol>()
            .FirstOrDefault(candidate => candidate.IsStatic && candidate.Arity == types.Count && candidate.Parameters.Length == method.Parameters.Length + 1);
        return (container, (made?.IsGenericMethod == true ? made.Construct([.. types]) : made)?.Parameters[0]);
    }

    /// <summary>Writes a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="method">The extension method.</param>
    /// <param name="receiver">In front of the dot.</param>
    /// <param name="name">Its name there.</param>
    public void Write(InvocationExpressionSyntax call, IMethodSymbol method, ExpressionSyntax receiver, SimpleNameSyntax name) =>
        Write(method, method.Name, receiver, name, call.ArgumentList.OpenParenToken.Span.End, call.ArgumentList.Arguments.Count > 0 ? ", " : "");

    /// <summary>Writes the reading of a property of an extension block.</summary>
    public void Write(IPropertySymbol property, ExpressionSyntax receiver, SimpleNameSyntax name)
    {
        Write(property, "get_" + property.Name, receiver, name, name.Span.End, "");
        edits.Add(new TextChange(new TextSpan(name.Span.End, 0), ")"));
    }

    private void Write(ISymbol member, string called, ExpressionSyntax receiver, SimpleNameSyntax name, int end, string separator)
    {
        var (container, first) = Target(member);
        var types = TypesOf(member);
        string arguments = name is GenericNameSyntax || types.Any(frame.Types.Mentions) ? $"<{string.Join(", ", types.Select(NameOf))}>" : "";
        string opening = $"{NameOf(container)}.{Naming.Escape(called)}{arguments}(";
        if (member.IsStatic)
        {
            edits.Add(new TextChange(TextSpan.FromBounds(receiver.SpanStart, end), opening));
            return;
        }
        string modifier = first?.RefKind == RefKind.Ref ? "ref " : "";
        // The method stays the one for a type parameter.
        bool isCast = first is { RefKind: RefKind.None } && frame.ParameterOf(receiver, context.Cancellation, out _) is { } parameter && !SymbolEqualityComparer.Default.Equals(parameter, first.Type);
        edits.Add(new TextChange(new TextSpan(receiver.SpanStart, 0), opening + modifier + (isCast ? $"({NameOf(first!.Type)})(" : "")));
        var between = TextSpan.FromBounds(receiver.Span.End, end);
        string lines = new('\n', receiver.SyntaxTree.GetText(context.Cancellation).ToString(between).Count(c => c == '\n'));
        edits.Add(new TextChange(between, (isCast ? ")" : "") + separator + lines));
    }

    /// <summary>Type arguments of the static method: those of the block, and those of the member.</summary>
    private static IReadOnlyList<ITypeSymbol> TypesOf(ISymbol member)
    {
        IReadOnlyList<ITypeSymbol> own = member is IMethodSymbol method ? method.TypeArguments : [];
        return IsOfBlock(member) ? [.. member.ContainingType.TypeArguments, .. own] : own;
    }

    private string NameOf(ITypeSymbol type) => context.Types.NameOf(frame.Types.Apply(type));
}
