using System.Text.RegularExpressions;

namespace Guide;

/// <summary>A page of the documentation, as the tests read it.</summary>
internal sealed class Page(string path)
{
    private readonly string _text = File.ReadAllText(Path.Combine(FindRoot(), path.Replace('/', Path.DirectorySeparatorChar)));

    /// <summary>The block behind the line that names it: <c>`payments.csv`:</c>.</summary>
    public string Block(string name)
    {
        var line = Regex.Match(_text, $"^`{Regex.Escape(name)}`[^\n]*:\n\n```\n", RegexOptions.Multiline | RegexOptions.CultureInvariant);
        Assert.True(line.Success, $"{path} has no block '{name}'.");
        return Inside(line.Index + line.Length - 4);
    }

    /// <summary>What follows a command in a block that shows a terminal.</summary>
    public string OutputOf(string command)
    {
        int start = _text.IndexOf($"$ {command}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"{path} does not show '{command}'.");
        start += command.Length + 3;
        string rest = _text[start.._text.IndexOf("```", start, StringComparison.Ordinal)];
        int next = rest.IndexOf("\n$ ", StringComparison.Ordinal);
        return next < 0 ? rest : rest[..next];
    }

    /// <summary>The only block in a language.</summary>
    public string In(string language)
    {
        int start = _text.IndexOf($"```{language}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"{path} has no block in {language}.");
        return Inside(start);
    }

    /// <summary>Whether the page shows this line, indented or not.</summary>
    public bool Shows(string line) => _text.Split('\n').Any(shown => shown.Trim() == line);

    private string Inside(int start)
    {
        start = _text.IndexOf('\n', start) + 1;
        return _text[start.._text.IndexOf("```", start, StringComparison.Ordinal)];
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "CONTRIBUTING.md"))) directory = directory.Parent;
        return directory.FullName;
    }
}
