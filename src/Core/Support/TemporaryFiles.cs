using System.Collections.Concurrent;

namespace Millrace;

/// <summary>
/// The files and directories that running jobs remove themselves when they end. Noted here so that a process that is told to end at once,
/// and runs no job to its end, can still remove them. Thread: any.
/// </summary>
internal static class TemporaryFiles
{
    // A worker may make a file in a directory while that is being deleted.
    private const int Attempts = 3;

    private static readonly ConcurrentDictionary<string, byte> Paths = new(StringComparer.Ordinal);

    /// <summary>Notes a file or directory that nobody else has: one of a name of its own before it is made, any other once it is ours.</summary>
    public static void Add(string path) => Paths[path] = 0;

    /// <summary>Forgets one that has been removed, or has got its final name.</summary>
    public static void Forget(string path) => Paths.TryRemove(path, out _);

    /// <summary>Removes all that are noted, as far as that succeeds. Their jobs cannot go on.</summary>
    public static void RemoveAll()
    {
        foreach (string path in Paths.Keys)
        {
            for (int i = 0; i < Attempts && !TryRemove(path); i++) { }
        }
    }

    private static bool TryRemove(string path)
    {
        try
        {
            if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
            else File.Delete(path);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
