using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace Millrace.Generators.Model;

/// <summary>Names in generated code, and of columns and parameters.</summary>
internal static class Naming
{
    /// <summary>The identifier, with <c>@</c> if it is a keyword.</summary>
    public static string Escape(string identifier) =>
        SyntaxFacts.GetKeywordKind(identifier) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(identifier) != SyntaxKind.None
            ? "@" + identifier : identifier;

    /// <summary><c>WindowStart</c> → <c>window_start</c>, <c>HTTPCode</c> → <c>http_code</c>.</summary>
    public static string Snake(string name) => Separate(name, '_');

    /// <summary><c>WindowSize</c> → <c>window-size</c>.</summary>
    public static string Kebab(string name) => Separate(name, '-');

    /// <summary>A number that is the same for the same text in every process, for names of hidden types.</summary>
    public static string Hash(string text)
    {
        uint hash = 2166136261;
        foreach (char c in text) hash = unchecked((hash ^ c) * 16777619);
        return hash.ToString("x8");
    }

    private static string Separate(string name, char separator)
    {
        var text = new StringBuilder(name.Length + 4);
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            if (c == '@') continue;
            if (c == '_')
            {
                if (text.Length > 0 && text[text.Length - 1] != separator && i + 1 < name.Length) text.Append(separator);
                continue;
            }
            bool starts = char.IsUpper(c) && i > 0 && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (starts && text.Length > 0 && text[text.Length - 1] != separator) text.Append(separator);
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }
}
