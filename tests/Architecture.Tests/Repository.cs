using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Millrace.Architecture.Tests;

/// <summary>The files of the repository, as the tests read them. Paths are relative to the root, with forward slashes.</summary>
internal static class Repository
{
    private static readonly string[] NotOurs = ["bin", "obj", "artifacts", "node_modules", "TestResults", ".git", ".vs", ".vscode", ".idea"];

    public static string Root { get; } = FindRoot();

    /// <summary>Every file that is, or is about to be, committed.</summary>
    public static IReadOnlyList<string> Files { get; } = ListFiles();

    /// <summary>C# files below a folder.</summary>
    public static IEnumerable<string> Sources(string folder) =>
        Files.Where(file => file.StartsWith(folder + "/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static bool Exists(string path) => Path.Exists(Path.Combine(Root, path));

    public static CompilationUnitSyntax Parse(string file) => CSharpSyntaxTree.ParseText(Read(file),
        new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.None)).GetCompilationUnitRoot();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Millrace.slnx"))) return folder.FullName;
        throw new InvalidOperationException($"No Millrace.slnx above {AppContext.BaseDirectory}.");
    }

    private static string[] ListFiles() =>
        [.. (ListByGit() ?? Walk(Root)).Where(file => File.Exists(Path.Combine(Root, file))).Order(StringComparer.Ordinal)];

    private static string[]? ListByGit()
    {
        if (!Path.Exists(Path.Combine(Root, ".git"))) return null;
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            {
                WorkingDirectory = Root,
                RedirectStandardOutput = true,
            })!;
            string output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 ? output.Split('\0', StringSplitOptions.RemoveEmptyEntries) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // no git on this machine
        }
    }

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder)) yield return Path.GetRelativePath(Root, file).Replace('\\', '/');
        foreach (string child in Directory.EnumerateDirectories(folder))
            if (!NotOurs.Contains(Path.GetFileName(child)))
                foreach (string file in Walk(child)) yield return file;
    }
}
