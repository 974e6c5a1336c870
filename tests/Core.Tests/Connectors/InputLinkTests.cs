using Millrace.Connectors;

namespace Millrace.Core.Tests.Connectors;

public sealed class InputLinkTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private static Task<List<string>> Read(string path) =>
        Drain.All(new LinesSplitSource<TextLine>(Lines.Read(path, new LineOptions { SplitBytes = 7 })), row => row.Text.ToString());

    private static async Task<string> Error(string path) => (await Assert.ThrowsAsync<ConnectorException>(() => Read(path))).Message;

    [Fact]
    public async Task A_link_is_read_as_the_file_it_leads_to()
    {
        string[] lines = [.. Enumerable.Range(0, 50).Select(i => $"line {i}")];
        _directory.Write("data/file.txt", string.Join('\n', lines));
        File.CreateSymbolicLink(_directory.File("one.txt"), "data/file.txt");
        File.CreateSymbolicLink(_directory.File("two.txt"), _directory.File("one.txt"));
        Directory.CreateSymbolicLink(_directory.File("folder"), "data");
        foreach (string path in (string[])["one.txt", "two.txt", "folder", "folder/file.txt", "fo*/*.txt"])
            Assert.Equal(lines, await Read(_directory.File(path)));
    }

    [Fact]
    public async Task A_directory_is_entered_once_however_many_links_lead_there()
    {
        _directory.Write("in/1.txt", "1");
        _directory.Write("in/deep/2.txt", "2");
        _directory.Write("other/3.txt", "3");
        Directory.CreateSymbolicLink(_directory.File("in/a-loop"), ".");
        Directory.CreateSymbolicLink(_directory.File("in/deep/a-loop"), _directory.File("in"));
        Directory.CreateSymbolicLink(_directory.File("in/other"), _directory.File("other"));
        Directory.CreateSymbolicLink(_directory.File("in/other-again"), "other");
        Directory.CreateSymbolicLink(_directory.File("other/back"), _directory.File("in"));
        foreach (string pattern in (string[])["in/**", "in/**/*.txt", "in/**/**/?.txt"])
            Assert.Equal(["1", "2", "3"], (await Read(_directory.File(pattern))).Order(StringComparer.Ordinal));
        // By their own paths where there are any.
        Assert.Equal([_directory.File("in/1.txt"), _directory.File("in/deep/2.txt"), _directory.File("in/other/3.txt")], InputPath.Resolve(_directory.File("in/**")));
    }

    [Fact]
    public async Task A_link_that_leads_nowhere_is_named_with_where_it_leads()
    {
        File.CreateSymbolicLink(_directory.File("broken"), "gone/file.txt");
        Assert.StartsWith($"{_directory.File("broken")} is a link to gone/file.txt, which leads to no file (to {_directory.File("gone/file.txt")})", await Error(_directory.File("broken")), StringComparison.Ordinal);
        File.CreateSymbolicLink(_directory.File("round"), "about");
        File.CreateSymbolicLink(_directory.File("about"), "round");
        Assert.Contains("lead in a circle", await Error(_directory.File("round")), StringComparison.Ordinal);
        Assert.Contains("is a link to gone/file.txt", await Error(_directory.File("br*")), StringComparison.Ordinal);
    }
}
