using System.IO.Enumeration;

namespace Millrace.Connectors;

/// <summary>
/// Looks for the files that match a pattern. Links are followed, but <c>**</c> enters each directory once, however many links lead there
/// (back to itself, perhaps); by its own path if there is one.
/// </summary>
/// <param name="parts">The pattern, part by part.</param>
internal sealed class PatternSearch(string[] parts)
{
    private readonly HashSet<(string Directory, int Part)> _entered = [];
    // Where links lead is looked at last, so that files are called by their own paths.
    private readonly Queue<(string Directory, int Part)> _links = [];
    private readonly List<string> _files = [];

    /// <summary>The files below a directory, in no order, some perhaps twice.</summary>
    public List<string> From(string directory)
    {
        Match(directory, 0);
        while (_links.TryDequeue(out var link)) Match(link.Directory, link.Part);
        return _files;
    }

    private void Match(string directory, int index)
    {
        string part = parts[index];
        bool last = index == parts.Length - 1;
        if (part == "**")
        {
            if (!_entered.Add((RealPath.Of(directory.Length == 0 ? "." : directory), index))) return;
            if (last) _files.AddRange(InputPath.List(directory, directories: false));
            else Match(directory, index + 1);
            foreach (string child in InputPath.List(directory, directories: true).Order(StringComparer.Ordinal))
            {
                if (new DirectoryInfo(child).LinkTarget is not null) _links.Enqueue((child, index));
                else Match(child, index);
            }
        }
        else if (part.AsSpan().IndexOfAny('*', '?') < 0)
        {
            string child = Path.Join(directory, part);
            if (last) { if (File.Exists(child)) _files.Add(child); }
            else if (Directory.Exists(child)) Match(child, index + 1);
        }
        else
        {
            foreach (string child in InputPath.List(directory, directories: !last))
            {
                if (!FileSystemName.MatchesSimpleExpression(part, Path.GetFileName(child.AsSpan()), ignoreCase: false)) continue;
                if (last) _files.Add(child);
                else Match(child, index + 1);
            }
        }
    }
}
