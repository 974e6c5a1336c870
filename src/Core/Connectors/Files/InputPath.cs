using System.IO.Enumeration;

namespace Millrace.Connectors;

/// <summary>Turns what the user wrote (a file, a directory, a pattern with <c>*</c>, <c>?</c> and <c>**</c>) into files.</summary>
internal static class InputPath
{
    /// <summary>The files in ordinal order of their paths. Throws <see cref="ConnectorException"/> if there are none.</summary>
    public static IReadOnlyList<string> Resolve(string path)
    {
        if (path.Length == 0) throw new ConnectorException("The path of a source is empty; give a file, a directory or a pattern such as data/*.csv.");
        if (File.Exists(path)) return [path];
        var files = new List<string>();
        if (Directory.Exists(path))
        {
            foreach (string file in List(path, directories: false)) files.Add(file);
            if (files.Count == 0) throw new ConnectorException($"The directory {Path.GetFullPath(path)} holds no files. (Names that start with . or _ are left out; write {Path.Join(path, "**")} to include its subdirectories.)");
        }
        else if (path.AsSpan().IndexOfAny('*', '?') >= 0)
        {
            string[] parts = path.Split(['/', Path.DirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
            Match(Path.IsPathRooted(path) ? Path.GetPathRoot(path)! : "", parts, 0, files);
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

    private static void Match(string directory, string[] parts, int index, List<string> files)
    {
        string part = parts[index];
        bool last = index == parts.Length - 1;
        if (part == "**")
        {
            if (last) files.AddRange(List(directory, directories: false));
            else Match(directory, parts, index + 1, files);
            foreach (string child in List(directory, directories: true)) Match(child, parts, index, files);
        }
        else if (part.AsSpan().IndexOfAny('*', '?') < 0)
        {
            string child = Path.Join(directory, part);
            if (last) { if (File.Exists(child)) files.Add(child); }
            else if (Directory.Exists(child)) Match(child, parts, index + 1, files);
        }
        else
        {
            foreach (string child in List(directory, directories: !last))
            {
                if (!FileSystemName.MatchesSimpleExpression(part, Path.GetFileName(child.AsSpan()), ignoreCase: false)) continue;
                if (last) files.Add(child);
                else Match(child, parts, index + 1, files);
            }
        }
    }

    // Hidden names are files that somebody is still writing, as our own sinks do.
    private static IEnumerable<string> List(string directory, bool directories) =>
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
