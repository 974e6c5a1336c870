using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Millrace.Generators.Parameters;

/// <summary>
/// Plain text of documentation comments. Read from the source's own lines, since the compiler only parses them where a
/// documentation file is asked for.
/// </summary>
internal static class DocumentationText
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);

    /// <summary>Text of the summary above a declaration, or empty.</summary>
    public static string Summary(SyntaxNode declaration) => Element(declaration, "<summary>", "</summary>");

    /// <summary>Text for a parameter in the comment above a type, or empty.</summary>
    public static string Parameter(SyntaxNode declaration, string name) => Element(declaration, $"<param name=\"{name}\">", "</param>");

    private static string Element(SyntaxNode declaration, string open, string close)
    {
        var lines = declaration.GetLeadingTrivia().ToFullString().Split('\n').Select(line => line.Trim());
        string text = string.Join(" ", lines.Where(line => line.StartsWith("///", StringComparison.Ordinal)).Select(line => line.Substring(3).Trim()));
        int start = text.IndexOf(open, StringComparison.Ordinal);
        int end = start < 0 ? -1 : text.IndexOf(close, start, StringComparison.Ordinal);
        return end < 0 ? "" : Plain(text.Substring(start + open.Length, end - start - open.Length));
    }

    private static string Plain(string xml)
    {
        // References read as the last part of their name; other tags only as what they enclose.
        string text = Regex.Replace(xml, "<(?:see|paramref|typeparamref)\\s+\\w+=\"(?:\\w:)?(?:[^\"]*\\.)?([^\".]*)\"\\s*/>", "$1", RegexOptions.None, Limit);
        text = Regex.Replace(text, "<[^>]*>", "", RegexOptions.None, Limit);
        text = text.Replace("&lt;", "<").Replace("&gt;", ">").Replace("&quot;", "\"").Replace("&amp;", "&");
        return Regex.Replace(text, "\\s+", " ", RegexOptions.None, Limit).Trim();
    }
}
