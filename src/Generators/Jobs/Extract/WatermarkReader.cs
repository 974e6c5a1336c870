using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Millrace.Generators.Jobs.Model;
using Millrace.Generators.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Reads the strategy that an <c>EventTime</c> makes watermarks by.</summary>
internal sealed class WatermarkReader(ExtractContext context, LambdaReader lambdas)
{
    /// <summary>The strategy; null for a plain out-of-orderness, or if it could not be read, which has been reported.</summary>
    public WatermarkModel? Read(ExpressionSyntax argument, OperatorCall call, int id)
    {
        if (call.Type(1) is not INamedTypeSymbol { Name: "Watermarks" } type) return null;
        if (type.TypeArguments.Length == 0) return new WatermarkModel(-1, "");
        // What is called per row must be seen: the call that makes the strategy, in front of its options.
        var at = argument;
        while (at is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "WithIdleness" or "WithMaxDrift" } access }) at = access.Expression;
        if (at is InvocationExpressionSyntax made && call.Frame.SymbolOf(made, context.Cancellation) is IMethodSymbol { ContainingType: { Name: "Watermarks", ContainingNamespace.Name: "Millrace" } } method)
        {
            if (method.Name == "Custom" && !Contracts.AreMet(method.TypeArguments[1])) { context.Fail(); return null; }
            if (method.Name == "Custom") return new WatermarkModel(-1, context.Types.NameOf(method.TypeArguments[1]));
            if (method.Name == "Punctuated" && Frame.Argument(made, method, 0) is { } lambda)
                return new WatermarkModel(lambdas.Read(lambda, call.Frame, $"__mark{id}", method.Parameters[0].Type), "");
        }
        context.Report(JobDiagnostics.HiddenWatermarks, argument);
        return null;
    }
}
