using System.Text.RegularExpressions;

namespace Millrace.Architecture.Tests;

/// <summary>Nothing of one person's machine or tools gets into the repository.</summary>
public partial class CommittedTextTests
{
    private static readonly string[] Binary = [".gz", ".png", ".jpg", ".ico", ".dll", ".so", ".bin"];

    [Fact]
    public void No_file_names_a_place_on_someones_machine() => MustNotMatch(MachinePath(), "Use paths relative to the repository, or a temporary folder asked of the system.");

    [Fact]
    public void No_file_names_a_package_host() => MustNotMatch(PackageHost(), "Packages come from whatever source the user's machine has set up.");

    [Fact]
    public void No_file_speaks_of_how_it_was_typed() => MustNotMatch(Tooling(), "The repository speaks of the program only.");

    [Fact]
    public void Text_files_end_their_lines_with_a_line_feed() =>
        Violations.MustBeNone(TextFiles().Where(file => Repository.Read(file).Contains('\r', StringComparison.Ordinal)), "Convert these to LF.");

    private static void MustNotMatch(Regex pattern, string advice) => Violations.MustBeNone(
        from file in TextFiles()
        from line in Repository.Read(file).Split('\n').Select((text, index) => (text, number: index + 1))
        where pattern.IsMatch(line.text)
        select $"{file}:{line.number}: {line.text.Trim()}",
        advice);

    private static IEnumerable<string> TextFiles() => Repository.Files.Where(file => !Binary.Contains(Path.GetExtension(file)));

    [GeneratedRegex(@"(?<![\w.:/~-])/(work|root|home|Users)/\w|[A-Z]:\\Users\\")] private static partial Regex MachinePath();
    [GeneratedRegex(@"\b(api\.)?nuget\.org|\bregistry\.npmjs|\bpypi\.org|packages\.microsoft\.com|deb\.debian\.org")] private static partial Regex PackageHost();
    [GeneratedRegex(@"co-?authored-by:|\bsub-?agents?\b|\blanguage model\b|\bchat ?bot\b|\bcoding assistant\b", RegexOptions.IgnoreCase)] private static partial Regex Tooling();
}
