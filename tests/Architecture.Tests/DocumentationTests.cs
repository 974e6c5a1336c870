using System.Text.RegularExpressions;

namespace Millrace.Architecture.Tests;

/// <summary>The documentation holds together and agrees with the code.</summary>
public partial class DocumentationTests
{
    [Fact]
    public void Links_lead_somewhere() =>
        Violations.MustBeNone(
            from file in Repository.Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal))
            from Match link in Link().Matches(WithoutCode(Repository.Read(file)))
            let target = link.Groups["target"].Value
            where !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal) && !Resolves(file, target)
            select $"{file}: {target}",
            "These links lead nowhere.");

    [Fact]
    public void Every_page_is_reached_from_the_index()
    {
        HashSet<string> reached = ["README.md", "docs/README.md"];
        var open = new Stack<string>(reached);
        while (open.TryPop(out string? file))
        {
            foreach (Match link in Link().Matches(WithoutCode(Repository.Read(file))))
            {
                string target = Combine(file, link.Groups["target"].Value.Split('#')[0]);
                // A link to a folder reaches the pages in it.
                foreach (string page in Pages().Where(page => page == target || Path.GetDirectoryName(page)!.Replace('\\', '/') == target))
                    if (reached.Add(page)) open.Push(page);
            }
        }
        Violations.MustBeNone(
            Pages().Except(reached), "Link these from docs/README.md, or from a page that is linked there.");
    }

    [Fact]
    public void Every_diagnostic_has_a_page_and_every_page_a_diagnostic()
    {
        var ids = Repository.Files.Where(file => file.StartsWith("src/Generators/AnalyzerReleases.", StringComparison.Ordinal))
            .SelectMany(file => ReleaseRow().Matches(Repository.Read(file)).Select(match => match.Groups["id"].Value)).ToHashSet();
        var pages = Repository.Files.Where(file => DiagnosticPage().IsMatch(file)).ToDictionary(file => Path.GetFileNameWithoutExtension(file));
        Violations.MustBeNone(ids.Except(pages.Keys).Order(), "These diagnostics have no page docs/diagnostics/ID.md.");
        Violations.MustBeNone(pages.Keys.Except(ids).Order(), "These pages in docs/diagnostics belong to no diagnostic of AnalyzerReleases.");
        Violations.MustBeNone(pages.Where(page => !Repository.Read(page.Value).TrimStart().StartsWith($"# {page.Key}", StringComparison.Ordinal)).Select(page => page.Value),
            "A diagnostic's page starts with '# ID'.");
    }

    [Fact]
    public void Every_diagnostic_has_a_test()
    {
        string tests = string.Concat(Repository.Sources("tests/Generators.Tests/Wrong").Select(Repository.Read));
        var ids = Repository.Files.Where(file => file.StartsWith("src/Generators/AnalyzerReleases.", StringComparison.Ordinal))
            .SelectMany(file => ReleaseRow().Matches(Repository.Read(file)).Select(match => match.Groups["id"].Value)).ToArray();
        Assert.NotEmpty(ids);
        Violations.MustBeNone(ids.Where(id => !tests.Contains($"\"{id}\"", StringComparison.Ordinal)),
            "No wrong program in tests/Generators.Tests/Wrong has these diagnostics; each needs one, with the place marked at which it alone is reported.");
    }

    private static IEnumerable<string> Pages() =>
        Repository.Files.Where(file => file.StartsWith("docs/", StringComparison.Ordinal) && file.EndsWith(".md", StringComparison.Ordinal));

    private static bool Resolves(string file, string target)
    {
        string[] parts = target.Split('#', 2);
        string path = parts[0].Length == 0 ? file : Combine(file, Uri.UnescapeDataString(parts[0]));
        if (!Repository.Exists(path)) return false;
        return parts.Length == 1 || !path.EndsWith(".md", StringComparison.Ordinal)
            || Heading().Matches(WithoutCode(Repository.Read(path))).Any(heading => Anchor(heading.Groups["text"].Value) == parts[1]);
    }

    private static string Combine(string file, string target) =>
        Path.GetRelativePath(Repository.Root, Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(file)!, target))).Replace('\\', '/').TrimEnd('/');

    private static string Anchor(string heading) => NotInAnchor().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    private static string WithoutCode(string text) => InlineCode().Replace(Fence().Replace(text, ""), "code");

    [GeneratedRegex(@"(?<!!)\[[^\]]*\]\((?<target>[^)\s]+)\)")] private static partial Regex Link();
    [GeneratedRegex(@"^#+ +(?<text>.+)$", RegexOptions.Multiline)] private static partial Regex Heading();
    [GeneratedRegex(@"^ *```.*?^ *```", RegexOptions.Multiline | RegexOptions.Singleline)] private static partial Regex Fence();
    [GeneratedRegex(@"`[^`\n]+`")] private static partial Regex InlineCode();
    [GeneratedRegex(@"[^\w\- ]")] private static partial Regex NotInAnchor();
    [GeneratedRegex(@"^(?<id>MR\d{4})\s*\|", RegexOptions.Multiline)] private static partial Regex ReleaseRow();
    [GeneratedRegex(@"^docs/diagnostics/MR\d{4}\.md$")] private static partial Regex DiagnosticPage();
}
