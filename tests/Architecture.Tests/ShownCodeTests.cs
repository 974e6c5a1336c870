using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace Millrace.Architecture.Tests;

/// <summary>C# that the documentation shows is code that tests compile and run, word for word.</summary>
public partial class ShownCodeTests(ITestOutputHelper output)
{
    /// <summary>Folders whose code tests compile and run. Of the examples, all that tests start or refer to.</summary>
    private static readonly string[] Tested = ["tests", "examples"];

    /// <summary>Files of those folders that show a mistake or hold code as text.</summary>
    private static readonly string[] NotRun = ["tests/Generators.Tests/", "tests/Architecture.Tests/", "tests/Package.Tests/"];

    private static readonly (string File, string Code)[] Sources =
        [.. Tested.SelectMany(Repository.Sources).Where(file => !NotRun.Any(folder => file.StartsWith(folder, StringComparison.Ordinal))).Select(file => (file, Squeeze(Repository.Read(file))))];

    [Fact]
    public void Every_example_is_part_of_tested_code()
    {
        var blocks = Pages().SelectMany(Blocks).ToArray();
        var compiled = blocks.Where(block => block.NotCompiled is null).ToArray();
        Assert.True(compiled.Length > 50, $"Only {compiled.Length} examples were found.");
        Violations.MustBeNone(
            compiled.Where(block => !Sources.Any(source => Holds(source.Code, block.Code))).Select(block => $"{block.Page} line {block.Line}: {FirstMissing(block.Code)}"),
            "A ```csharp block of README.md, docs/from-flink.md, docs/guide or docs/concepts is part of one file in tests or examples that is compiled and run, word for word but "
            + "for indentation; what an empty line separates may stand apart there, in the same order. Put the code into tests/Guide.Tests/Pages with a test of its result. Code that "
            + "cannot be compiled has a line above it that says why: <!-- not compiled: why -->.");
        output.WriteLine($"{compiled.Length} examples are compiled and run.");
    }

    [Fact]
    public void Examples_that_are_not_compiled_are_few_and_say_why()
    {
        var exempt = Pages().SelectMany(Blocks).Where(block => block.NotCompiled is not null).ToArray();
        foreach (var block in exempt) output.WriteLine($"{block.Page} line {block.Line}: {block.NotCompiled}");
        Violations.MustBeNone(exempt.Where(block => block.NotCompiled!.Length < 10).Select(block => $"{block.Page} line {block.Line}"), "Say why it cannot be compiled.");
        Assert.True(exempt.Length <= 3, $"{exempt.Length} examples are exempt from being compiled; at most 3 may be.");
    }

    [Fact]
    public void Every_spelling_that_stands_beside_one_of_Flink_is_tested_code()
    {
        var spellings = SpellingRow().Matches(Repository.Read("docs/from-flink.md"))
            .SelectMany(row => InlineCode().Matches(row.Groups["millrace"].Value).Select(code => (row.Value, Code: code.Groups["code"].Value)))
            .ToArray();
        Assert.True(spellings.Length > 90, $"Only {spellings.Length} spellings were found.");
        string[] commands = ["dotnet run", "--parallelism n", "--mode batch", "--input", "explain"];
        Violations.MustBeNone(
            spellings.Where(spelling => !commands.Contains(spelling.Code) && !Sources.Any(source => Pattern(spelling.Code).IsMatch(source.Code))).Select(spelling => $"`{spelling.Code}` of {spelling.Value.Trim()}"),
            "Each spelling of docs/from-flink.md is code that tests compile (… stands for anything within a statement, <T> for any type): add it to tests/Guide.Tests/Pages/FromFlink.cs, "
            + "or correct the page.");
        output.WriteLine($"{spellings.Length} spellings, of which {commands.Length} are commands.");
    }

    private static IEnumerable<string> Pages() => Repository.Files.Where(file => file is "README.md" or "docs/from-flink.md" || ShownPage().IsMatch(file));

    private static IEnumerable<(string Page, int Line, string Code, string? NotCompiled)> Blocks(string page)
    {
        string text = Repository.Read(page);
        return Snippet().Matches(text).Select(match => (
            page, text.AsSpan(0, match.Groups["fence"].Index).Count('\n') + 1, match.Groups["code"].Value,
            match.Groups["why"].Success ? match.Groups["why"].Value.Trim() : null));
    }

    /// <summary>Whether a file has all parts of a block, in the block's order.</summary>
    private static bool Holds(string source, string block)
    {
        int from = 0;
        foreach (string part in Parts(block))
        {
            int at = source.IndexOf(part, from, StringComparison.Ordinal);
            if (at < 0) return false;
            from = at + part.Length;
        }
        return true;
    }

    /// <summary>The part that the file with most of the block's parts does not have.</summary>
    private static string FirstMissing(string block)
    {
        string[] parts = [.. Parts(block)];
        string best = Sources.MaxBy(source => parts.Count(part => source.Code.Contains(part, StringComparison.Ordinal))).Code;
        return parts.FirstOrDefault(part => !best.Contains(part, StringComparison.Ordinal)) ?? "the parts stand in another order";
    }

    private static IEnumerable<string> Parts(string block) => block.Split("\n\n").Select(Squeeze).Where(part => part.Length > 0);

    /// <summary>Code that has a spelling: what its dots stand for is in the same statement, and its type parameters are any types.</summary>
    private static Regex Pattern(string spelling)
    {
        string pattern = Regex.Escape(Squeeze(TypeParameters().Replace(spelling, "<¤>")))
            .Replace("\\ ", " ?", StringComparison.Ordinal).Replace("\\.", " ?\\.", StringComparison.Ordinal)
            .Replace("…", "[^;{}]*?", StringComparison.Ordinal).Replace("¤", "[^;{}()]*?", StringComparison.Ordinal);
        return new Regex((char.IsLetter(spelling[0]) ? @"(?<!\w)" : "") + pattern + @"(?!\w)", RegexOptions.CultureInvariant);
    }

    /// <summary>The same code whatever its line breaks and indentation.</summary>
    private static string Squeeze(string code) => Space().Replace(code, " ").Trim();

    [GeneratedRegex(@"^docs/(guide|concepts)/[^/]+\.md$")] private static partial Regex ShownPage();
    [GeneratedRegex(@"(^ *<!-- not compiled: (?<why>.*?)-->\r?\n)?^ *(?<fence>```)(csharp|cs|c#)\r?\n(?<code>.*?)^ *```", RegexOptions.Multiline | RegexOptions.Singleline)] private static partial Regex Snippet();
    [GeneratedRegex(@"^\| (?!Flink \||---)(?<flink>.+?) \| (?<millrace>.+) \|$", RegexOptions.Multiline)] private static partial Regex SpellingRow();
    [GeneratedRegex(@"`(?<code>[^`\n]+)`")] private static partial Regex InlineCode();
    [GeneratedRegex(@"<T\w*(, T\w*)*>")] private static partial Regex TypeParameters();
    [GeneratedRegex(@"\s+")] private static partial Regex Space();
}
