using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Millrace.Architecture.Tests;

/// <summary><c>unsafe</c> has two homes, so that the rest can be read without thinking of lifetimes.</summary>
public class UnsafeTests
{
    /// <summary>Where it may stand: the two homes, and the tests of the first.</summary>
    private static readonly string[] Homes = ["src/Memory/", "src/Core/Records/", "tests/Memory.Tests/"];

    private static readonly string[] ProjectsThatAllowIt =
    [
        "src/Memory/Millrace.Memory.csproj", "src/Core/Millrace.Core.csproj", "tests/Memory.Tests/Millrace.Memory.Tests.csproj",
    ];

    [Fact]
    public void Unsafe_code_lives_in_memory_and_records_only() =>
        Violations.MustBeNone(
            from file in Repository.Files
            where file.EndsWith(".cs", StringComparison.Ordinal) && !Homes.Any(home => file.StartsWith(home, StringComparison.Ordinal))
            from line in UnsafeLines(file)
            select $"{file}:{line}",
            "Move this to src/Memory or src/Core/Records, or write it with refs and spans.");

    [Fact]
    public void Projects_without_unsafe_code_do_not_allow_it() =>
        Violations.MustBeNone(
            Repository.Files.Where(file => (file.EndsWith(".csproj", StringComparison.Ordinal) || file.EndsWith(".props", StringComparison.Ordinal))
                && !ProjectsThatAllowIt.Contains(file) && Repository.Read(file).Contains("<AllowUnsafeBlocks>true", StringComparison.Ordinal)),
            "Remove AllowUnsafeBlocks here.");

    private static IEnumerable<int> UnsafeLines(string file)
    {
        var root = Repository.Parse(file);
        var words = root.DescendantTokens().Where(token => token.IsKind(SyntaxKind.UnsafeKeyword)).Select(token => token.GetLocation());
        var pointers = root.DescendantNodes().OfType<PointerTypeSyntax>().Select(node => node.GetLocation());
        return words.Concat(pointers).Select(location => location.GetLineSpan().StartLinePosition.Line + 1).Distinct();
    }
}
