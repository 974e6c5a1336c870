using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Checks that what stands for rows in native memory is used in place: such a thing has another type in the generated code, and ends with the call.</summary>
internal static class MarkerUse
{
    /// <summary>
    /// False, with a diagnostic, if the first parameter of a function, or a member of it that is a marker too, is used other than by its members and
    /// in a <c>foreach</c>.
    /// </summary>
    public static bool StaysInside(ExtractContext context, ExpressionSyntax function, OperatorCall call)
    {
        (function, var frame) = call.Frame.Resolve(function, context.Cancellation);
        if (function is not AnonymousFunctionExpressionSyntax lambda || LambdaReader.Parameters(lambda, frame) is not { Count: > 0 } parameters) return true;
        var window = parameters[0];
        bool stays = true;
        foreach (var name in lambda.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == window.Name))
        {
            if (!SymbolEqualityComparer.Default.Equals(frame.SymbolOf(name, context.Cancellation), window)) continue;
            ExpressionSyntax used = name;
            while (used.Parent is MemberAccessExpressionSyntax member && member.Expression == used && IsSide(context, frame, member)) used = member;
            bool isUsed = (used.Parent is MemberAccessExpressionSyntax access && access.Expression == used)
                || (used.Parent is CommonForEachStatementSyntax loop && loop.Expression == used);
            if (isUsed) continue;
            context.Report(JobDiagnostics.WindowEscapes, used, used.ToString());
            stays = false;
        }
        return stays;
    }

    private static bool IsSide(ExtractContext context, Frame frame, MemberAccessExpressionSyntax member) =>
        frame.TypeOf(member, context.Cancellation) is INamedTypeSymbol { MetadataName: "SideRows`1", ContainingNamespace: { Name: "Millrace", ContainingNamespace.IsGlobalNamespace: true } };
}
