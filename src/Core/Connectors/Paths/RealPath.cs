namespace Millrace.Connectors;

/// <summary>Where a path leads when every link on the way is followed: the one name by which a file or directory is known.</summary>
internal static class RealPath
{
    // As many as Linux follows.
    private const int MaxLinks = 40;

    /// <summary>The real path. What does not exist is kept as it is written. Throws <see cref="ConnectorException"/> for links that lead in a circle.</summary>
    public static string Of(string path) => Follow(path, toDescriptor: false).Path;

    /// <summary>The number of the descriptor of this process that a path leads to; null if it leads to none. Throws <see cref="ConnectorException"/> for links that lead in a circle.</summary>
    public static int? Descriptor(string path) => Follow(path, toDescriptor: true).Descriptor;

    private static (string Path, int? Descriptor) Follow(string path, bool toDescriptor)
    {
        string full = Path.GetFullPath(path);
        string real = Path.GetPathRoot(full)!;
        var rest = new Stack<string>();
        Push(rest, full[real.Length..]);
        int links = 0;
        while (rest.TryPop(out string? part))
        {
            if (part == ".") continue;
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }
            string next = Path.Join(real, part);
            // Behind this there is only a name that cannot be opened: pipe:[4711].
            if (toDescriptor && rest.Count == 0 && Connectors.Descriptor.Of(next, standard: 0) is { } number) return (next, number);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }
            if (++links > MaxLinks) throw new ConnectorException($"The links of {path} lead in a circle. Let them lead to a file.");
            if (Path.IsPathRooted(target)) real = Path.GetPathRoot(target)!;
            Push(rest, target);
        }
        return (real, null);
    }

    private static void Push(Stack<string> rest, string path)
    {
        string[] parts = path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        int root = Path.GetPathRoot(path)!.AsSpan().Trim(Path.DirectorySeparatorChar).Length > 0 ? 1 : 0;
        for (int i = parts.Length - 1; i >= root; i--) rest.Push(parts[i]);
    }
}
