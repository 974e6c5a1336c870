using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Millrace.Generators.Jobs;

/// <summary>Nobody calls <c>Define</c>, since the generator reads it: "unused private member" and "could be static" are wrong there.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DefineSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor Unused =
        new("MRS0001", "IDE0051", "The generator reads Define and compiles it; nothing calls it.");

    private static readonly SuppressionDescriptor Static =
        new("MRS0002", "CA1822", "Define describes an object's job, and cannot be static.");

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions => [Unused, Static];

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (Diagnostic diagnostic in context.ReportedDiagnostics)
        {
            SyntaxNode? node = diagnostic.Location.SourceTree?.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan);
            if (node is MethodDeclarationSyntax { Identifier.ValueText: "Define", Parent: TypeDeclarationSyntax job } && IsJob(job))
                context.ReportSuppression(Suppression.Create(diagnostic.Id == Static.SuppressedDiagnosticId ? Static : Unused, diagnostic));
        }
    }

    private static bool IsJob(TypeDeclarationSyntax type)
    {
        foreach (AttributeListSyntax list in type.AttributeLists)
        {
            foreach (AttributeSyntax attribute in list.Attributes)
            {
                string name = attribute.Name.ToString();
                if (name is "Job" or "JobAttribute" || name.EndsWith(".Job", System.StringComparison.Ordinal)) return true;
            }
        }
        return false;
    }
}
