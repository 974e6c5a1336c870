using Microsoft.CodeAnalysis.CSharp;
using Millrace.Generators.Model;

namespace Millrace.Generators.Jobs;

/// <summary>Names in generated code.</summary>
internal static class Names
{
    /// <summary>Short name of a connector by its runtime type: <c>csv</c> for <c>CsvSplitSource</c>.</summary>
    public static string OfConnector(string type)
    {
        string name = type.Substring(type.LastIndexOf('.') + 1);
        foreach (string ending in new[] { "SplitSource", "SinkOperator", "Source", "Sink", "Operator" })
        {
            if (name.Length > ending.Length && name.EndsWith(ending, StringComparison.Ordinal)) return Naming.Kebab(name.Substring(0, name.Length - ending.Length));
        }
        return Naming.Kebab(name);
    }

    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}
