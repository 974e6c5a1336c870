using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Millrace.Generators.Jobs.Extract;

/// <summary>The text of a piece of user code, with some spans replaced.</summary>
internal static class UserText
{
    /// <summary>
    /// The node's text without the trivia around it. Preprocessor directives and the code that they disable become
    /// blank: they have been decided already, and the lines stay where they are.
    /// </summary>
    public static string Of(SyntaxNode node, IEnumerable<TextChange> edits)
    {
        var text = node.SyntaxTree.GetText();
        var span = node.Span;
        var changes = edits.Where(edit => span.Contains(edit.Span)).ToList();
        if (node.ContainsDirectives)
        {
            foreach (var trivia in node.DescendantTrivia().Where(trivia => span.Contains(trivia.Span)))
            {
                if ((trivia.IsDirective || trivia.IsKind(SyntaxKind.DisabledTextTrivia)) && !trivia.IsKind(SyntaxKind.NullableDirectiveTrivia))
                    changes.Add(new TextChange(trivia.FullSpan, LineBreaks(text.ToString(trivia.FullSpan))));
            }
        }
        var result = new StringBuilder();
        int at = span.Start;
        foreach (var change in changes.OrderBy(change => change.Span.Start).ThenBy(change => change.Span.Length))
        {
            if (change.Span.Start < at) continue;
            result.Append(text.ToString(TextSpan.FromBounds(at, change.Span.Start))).Append(change.NewText);
            at = change.Span.End;
        }
        return result.Append(text.ToString(TextSpan.FromBounds(at, span.End))).ToString();
    }

    private static string LineBreaks(string text) => new('\n', text.Count(c => c == '\n'));
}
