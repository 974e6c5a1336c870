using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Millrace.Generators.Jobs.Extract;

namespace Millrace.Generators.Tests.Cuts;

/// <summary>A piece and its project.</summary>
/// <param name="Piece">What is cut.</param>
/// <param name="Compilation">The project.</param>
/// <param name="Driver">Generators that have seen the whole project.</param>
internal sealed record Sample(Piece Piece, CSharpCompilation Compilation, GeneratorDriver Driver)
{
    // Errors in generated code depend on what it says and on what is declared, and not on the bodies of the user's methods. Most cuts change only those.
    private readonly ConcurrentDictionary<string, bool> _built = [];

    /// <summary>Builds the project with other text in the piece's file; other files only if they have not been built so before.</summary>
    public WholeBuild Build(string text)
    {
        var edited = CSharpSyntaxTree.ParseText(text, Samples.ParseOptions, Piece.Tree.FilePath);
        return WholeBuild.OfEdit(Compilation.ReplaceSyntaxTree(Piece.Tree, edited), Driver, edited, generated => _built.TryAdd(Key(edited, generated), true));
    }

    private static string Key(SyntaxTree edited, IEnumerable<SyntaxTree> generated)
    {
        var key = new StringBuilder();
        foreach (var token in edited.GetRoot().DescendantTokens(node => !IsBody(node))) key.Append(token.Text).Append(' ');
        foreach (var line in generated.SelectMany(tree => tree.GetText().Lines).Select(line => line.ToString()))
        {
            // Places move with every edit.
            if (!line.StartsWith("#line", StringComparison.Ordinal) && !line.Contains(UnreadJob.Marker, StringComparison.Ordinal)) key.Append(line).Append('\n');
        }
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key.ToString())));
    }

    private static bool IsBody(SyntaxNode node) => node is (BlockSyntax or ArrowExpressionClauseSyntax) && node.Parent is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or BasePropertyDeclarationSyntax;
}
