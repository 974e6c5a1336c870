using Microsoft.CodeAnalysis;

namespace Millrace.Generators.Text;

/// <summary>What can be wrong with rows and text that outlive the call they were made for.</summary>
internal static class TextDiagnostics
{
    public static readonly DiagnosticDescriptor RowLeaves = Error("MR1110", "Row with text leaves the engine",
        "'{0}' contains text, which does not outlive the step that made it, so it cannot leave the job; let Rows.To make a managed value of each row: {1}, with ToString() on each text");

    public static readonly DiagnosticDescriptor TextKept = Error("MR1111", "Text of a row is kept",
        "{0} would keep '{1}' when the call is over, but its text lies in memory that later rows use again; keep {2}, or keep it in state such as ValueState");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "Millrace.Jobs", DiagnosticSeverity.Error, isEnabledByDefault: true,
            helpLinkUri: $"https://github.com/millrace/millrace/blob/main/docs/diagnostics/{id}.md");
}
