using Microsoft.CodeAnalysis;

namespace Millrace.Generators.Parameters;

/// <summary>What cannot be a parameter of a job.</summary>
internal static class ParameterDiagnostics
{
    public static readonly DiagnosticDescriptor NotParsable = Error("MR2101", "Required job parameter that cannot be parsed",
        "'{0}' is required but its type '{1}' cannot be parsed from text; use a type with 'IParsable<T>', text, an enum, an array of these or an options record, or drop 'required'");

    public static readonly DiagnosticDescriptor SameName = Error("MR2102", "Job parameters of the same name",
        "'{0}' and another parameter are both '--{1}' on the command line; rename one of them");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "Millrace.Parameters", DiagnosticSeverity.Error, isEnabledByDefault: true,
            helpLinkUri: $"https://github.com/millrace/millrace/blob/main/docs/diagnostics/{id}.md");
}
