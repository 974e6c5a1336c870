using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Millrace.CodeFixes;

/// <summary>Gives an operator with state the name that MR3002 asks for: <c>.Named("…")</c> behind the call, on a line of its own if the call has one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class NameOperatorFix : CodeFixProvider
{
    private const string Diagnostic = "MR3002";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [Diagnostic];

    /// <inheritdoc/>
    /// <remarks>The suggested names of a job differ from one another, so all may be taken at once.</remarks>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (!diagnostic.Properties.TryGetValue("Name", out string? name) || name is null) continue;
            var call = root?.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<InvocationExpressionSyntax>();
            if (call is null) continue;
            string named = $".Named({SymbolDisplay.FormatLiteral(name, quote: true)})";
            context.RegisterCodeFix(CodeAction.Create($"Name it \"{name}\"", cancellation => InsertAsync(context.Document, call, named, cancellation), equivalenceKey: Diagnostic), diagnostic);
        }
    }

    private static async Task<Document> InsertAsync(Document document, InvocationExpressionSyntax call, string named, CancellationToken cancellation)
    {
        var text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        return document.WithText(text.WithChanges(new TextChange(new TextSpan(call.Span.End, 0), LineBreak(call, text) + named)));
    }

    /// <summary>What stands between the call before and the dot of this one, if that is a line break and indentation.</summary>
    private static string LineBreak(InvocationExpressionSyntax call, SourceText text)
    {
        if (call.Expression is not MemberAccessExpressionSyntax access) return "";
        int dot = access.OperatorToken.SpanStart;
        var line = text.Lines.GetLineFromPosition(dot);
        string indentation = text.ToString(TextSpan.FromBounds(line.Start, dot));
        if (indentation.Trim().Length > 0 || line.LineNumber == 0) return "";
        var before = text.Lines[line.LineNumber - 1];
        return text.ToString(TextSpan.FromBounds(before.End, before.EndIncludingLineBreak)) + indentation;
    }
}
