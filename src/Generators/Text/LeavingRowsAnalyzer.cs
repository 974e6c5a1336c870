using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Millrace.Generators.Text;

/// <summary>Refuses rows with text that would leave the engine by <c>Rows.To</c> as they are.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LeavingRowsAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [TextDiagnostics.RowLeaves];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName("Millrace.Rows") is not { } rows) return;
            var types = new TextTypes();
            start.RegisterOperationAction(action => Analyze(action, rows, types), OperationKind.Invocation);
        });
    }

    private static void Analyze(OperationAnalysisContext context, INamedTypeSymbol rows, TextTypes types)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod is not { Name: "To", TypeArguments.Length: > 0 } method || !SymbolEqualityComparer.Default.Equals(method.ContainingType, rows)) return;
        // To<T> lets rows out as they are, To<T, TValue> what is made of them.
        var leaving = method.TypeArguments[method.TypeArguments.Length - 1];
        if (!types.ContainText(leaving)) return;
        var format = SymbolDisplayFormat.MinimallyQualifiedFormat;
        string row = method.TypeArguments[0].ToDisplayString(format);
        string target = method.Parameters[0].Type.Name switch { "Action" => "callback", "ChannelWriter" => "channel", _ => "stream" };
        var at = method.TypeArguments.Length > 1 && call.Arguments.Length > 1 ? call.Arguments[1].Syntax
            : call.Syntax is InvocationExpressionSyntax invocation ? invocation.Expression : call.Syntax;
        context.ReportDiagnostic(Diagnostic.Create(TextDiagnostics.RowLeaves, at.GetLocation(), leaving.ToDisplayString(format), $"Rows.To({target}, ({row} row) => …)"));
    }
}
