using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Millrace.Generators.Jobs;

/// <summary>Nobody calls <c>Define</c>, since the generator reads it: "unused private member" is wrong there.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DefineSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor Unused =
        new("MRS0001", "IDE0051", "The generator reads Define and compiles it; nothing calls it.");

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions => [Unused];

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (Diagnostic diagnostic in context.ReportedDiagnostics)
        {
            SyntaxNode? node = diagnostic.Location.SourceTree?.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan);
            if (node is MethodDeclarationSyntax { Identifier.ValueText: "Define", Parent: ClassDeclarationSyntax job } && IsJob(job))
                context.ReportSuppression(Suppression.Create(Unused, diagnostic));
        }
    }

    private static bool IsJob(ClassDeclarationSyntax type)
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
