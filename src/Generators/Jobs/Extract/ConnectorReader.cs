using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Millrace.Generators.Jobs.Model;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>Finds the runtime type of a source or sink by the static type of the expression that makes it.</summary>
internal static class ConnectorReader
{
    public static ConnectorModel? Read(ExtractContext context, ExpressionSyntax expression, Frame frame)
    {
        var type = frame.TypeOf(expression, context.Cancellation);
        if (type is null or IErrorTypeSymbol) { context.Fail(); return null; }
        for (var at = type; at is not null; at = at.BaseType)
        {
            var attribute = at.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.ToDisplayString() == "Millrace.ConnectorAttribute");
            if (attribute?.ConstructorArguments.FirstOrDefault().Value is INamedTypeSymbol runtime)
            {
                string name = runtime.OriginalDefinition.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
                int open = name.IndexOf('<');
                var parameters = runtime.OriginalDefinition.TypeParameters;
                bool readsCsv = parameters.Length == 2 && parameters[1].ConstraintTypes.Any(constraint => constraint.Name == "ICsvRecord");
                return new ConnectorModel(open < 0 ? name : name.Substring(0, open), parameters.Length, readsCsv);
            }
        }
        context.Report(JobDiagnostics.NoConnector, expression, type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat));
        return null;
    }
}
