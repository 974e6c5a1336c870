using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Millrace.Generators.Text;

/// <summary>Finds text of rows that code of a job keeps when its call is over: in fields, statics, captured variables and collections.</summary>
/// <remarks>
/// Looked at are functions given to the engine (lambdas and methods in calls of its API), methods of types that implement its contracts
/// (functions, aggregates, reducers, triggers), and what these call in the same project. An analyzer, so that a <c>#pragma</c> silences it.
/// </remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class KeptTextAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [TextDiagnostics.TextKept];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName("Millrace.Utf8String") is null) return;
            var types = new TextTypes();
            // A helper that several functions call is read once.
            var read = new ConcurrentDictionary<(SyntaxNode, int), bool>();
            start.RegisterOperationAction(action =>
            {
                var call = (IInvocationOperation)action.Operation;
                if (!TextTypes.IsEngine(call.TargetMethod)) return;
                var reader = new KeptTextReader(action.Compilation, types, read, action.ReportDiagnostic, action.CancellationToken);
                foreach (var argument in call.Arguments) reader.ReadFunction(argument.Value);
            }, OperationKind.Invocation);
            start.RegisterOperationBlockAction(block =>
            {
                if (block.OwningSymbol is not IMethodSymbol { ContainingType: { } type } method || !IsFunction(type)) return;
                var reader = new KeptTextReader(block.Compilation, types, read, block.ReportDiagnostic, block.CancellationToken);
                foreach (var body in block.OperationBlocks) reader.Read(body, method, body.Syntax);
            });
        });
    }

    /// <summary>True for a type that implements a contract of the engine which users see: those of the namespace Millrace.</summary>
    private static bool IsFunction(INamedTypeSymbol type) =>
        type.AllInterfaces.Any(contract => contract.Name != "IJob" && TextTypes.IsEngine(contract) && TextTypes.IsMillrace(contract.ContainingNamespace));
}
