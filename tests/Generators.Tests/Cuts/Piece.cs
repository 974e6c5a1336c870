using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Millrace.Generators.Tests.Cuts;

/// <summary>A type of a file, or its statements, as a file of its own, so that nothing is built over and over that an edit does not touch.</summary>
/// <param name="Tree">The file: usings, namespace, and the type.</param>
/// <param name="Start">Where the type begins.</param>
/// <param name="IsProgram">True for statements.</param>
/// <param name="Declares">Names by which other code asks for the type: its own, and of a static class those of its members.</param>
/// <param name="Names">All names in it.</param>
internal sealed record Piece(SyntaxTree Tree, int Start, bool IsProgram, IReadOnlySet<string> Declares, IReadOnlySet<string> Names)
{
    /// <summary>The text of the file.</summary>
    public string Text => Tree.ToString();

    /// <summary>The pieces of a file.</summary>
    public static IEnumerable<Piece> Of(SyntaxTree file)
    {
        var unit = (CompilationUnitSyntax)file.GetRoot();
        MemberDeclarationSyntax[] statements = [.. unit.Members.OfType<GlobalStatementSyntax>()];
        if (statements.Length > 0) yield return Of(file.FilePath, unit.Usings.ToFullString(), statements);
        foreach (var member in unit.Members.Where(member => member is not GlobalStatementSyntax))
        {
            if (member is not BaseNamespaceDeclarationSyntax @namespace) yield return Of(file.FilePath, unit.Usings.ToFullString(), [member]);
            else foreach (var type in @namespace.Members) yield return Of(file.FilePath, $"{unit.Usings.ToFullString()}namespace {@namespace.Name};\n{@namespace.Usings.ToFullString()}", [type]);
        }
    }

    /// <summary>The pieces that this one cannot be built without, itself first.</summary>
    public IReadOnlyList<Piece> Needed(IReadOnlyList<Piece> all)
    {
        var needed = new List<Piece> { this };
        for (int i = 0; i < needed.Count; i++) needed.AddRange(all.Where(piece => !needed.Contains(piece) && piece.Declares.Overlaps(needed[i].Names)));
        return needed;
    }

    private static Piece Of(string path, string head, MemberDeclarationSyntax[] members)
    {
        var tree = CSharpSyntaxTree.ParseText(head + string.Concat(members.Select(member => member.ToFullString())), Samples.ParseOptions, path);
        var declares = members.SelectMany(Declared).ToHashSet(StringComparer.Ordinal);
        var names = members.SelectMany(member => member.DescendantTokens()).Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText).ToHashSet(StringComparer.Ordinal);
        return new Piece(tree, head.Length, members[0] is GlobalStatementSyntax, declares, names);
    }

    private static IEnumerable<string> Declared(MemberDeclarationSyntax member)
    {
        if (member is BaseTypeDeclarationSyntax type) yield return type.Identifier.ValueText;
        if (member is DelegateDeclarationSyntax made) yield return made.Identifier.ValueText;
        if (member is not ClassDeclarationSyntax holder || !holder.Modifiers.Any(SyntaxKind.StaticKeyword)) yield break;
        foreach (var method in holder.Members.OfType<MethodDeclarationSyntax>()) yield return method.Identifier.ValueText;
    }
}
