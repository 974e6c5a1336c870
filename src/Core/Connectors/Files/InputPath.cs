namespace Millrace.Connectors;

/// <summary>Turns what the user wrote (a file, a directory, a pattern with <c>*</c>, <c>?</c> and <c>**</c>, <c>-</c> for standard input) into files.</summary>
internal static class InputPath
{
    /// <summary>The files in ordinal order of their paths. Throws <see cref="ConnectorException"/> if there are none.</summary>
    public static IReadOnlyList<string> Resolve(string path)
    {
        if (path.Length == 0) throw new ConnectorException("The path of a source is empty; give a file, a directory or a pattern such as data/*.csv.");
        if (Descriptor.Of(path, standard: 0) is not null || File.Exists(path)) return [path];
        var files = new List<string>();
        if (Directory.Exists(path))
        {
            foreach (string file in List(path, directories: false)) files.Add(file);
            if (files.Count == 0) throw new ConnectorException($"The directory {Path.GetFullPath(path)} holds no files. (Names that start with . or _ are left out; write {Path.Join(path, "**")} to include its subdirectories.)");
        }
        else if (path.AsSpan().IndexOfAny('*', '?') >= 0)
        {
            string[] parts = path.Split(['/', Path.DirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
            files = new PatternSearch(parts).From(Path.IsPathRooted(path) ? Path.GetPathRoot(path)! : "");
            if (files.Count == 0) throw new ConnectorException($"No file matches {path}; looked in {Root(path)}.");
        }
        else
        {
            throw FileErrors.Missing(path);
        }
        files.Sort(StringComparer.Ordinal);
        for (int i = files.Count - 1; i > 0; i--)
            if (files[i] == files[i - 1]) files.RemoveAt(i);
        return files;
    }

    /// <summary>What a directory holds, without hidden names: those are files that somebody is still writing, as our own sinks do.</summary>
    public static IEnumerable<string> List(string directory, bool directories) =>
        FileErrors.Guard(directory.Length == 0 ? "." : directory, path => directories ? Directory.GetDirectories(path) : Directory.GetFiles(path))
            .Where(child => Path.GetFileName(child.AsSpan()) is not (['.', ..] or ['_', ..]))
            .Select(child => directory.Length == 0 ? Path.GetFileName(child) : child);

    private static string Root(string pattern)
    {
        int wild = pattern.AsSpan().IndexOfAny('*', '?');
        string root = Path.GetDirectoryName(pattern[..wild] + "x") ?? "";
        root = Path.GetFullPath(root.Length == 0 ? "." : root);
        return Directory.Exists(root) ? root : $"{root}, which does not exist";
    }
}
