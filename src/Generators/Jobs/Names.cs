using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Millrace.Generators.Jobs;

/// <summary>Names in generated code.</summary>
internal static class Names
{
    /// <summary>A class name as the command line and plans show it: <c>FlightDelays</c> becomes <c>flight-delays</c>.</summary>
    public static string Kebab(string name)
    {
        var text = new StringBuilder();
        for (int i = 0; i < name.Length; i++)
        {
            bool starts = char.IsUpper(name[i]) && i > 0 && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (starts) text.Append('-');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }

    /// <summary>Short name of a connector by its runtime type: <c>csv</c> for <c>CsvSplitSource</c>.</summary>
    public static string OfConnector(string type)
    {
        string name = type.Substring(type.LastIndexOf('.') + 1);
        foreach (string ending in new[] { "SplitSource", "SinkOperator", "Source", "Sink", "Operator" })
        {
            if (name.Length > ending.Length && name.EndsWith(ending, StringComparison.Ordinal)) return Kebab(name.Substring(0, name.Length - ending.Length));
        }
        return Kebab(name);
    }

    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}
