namespace Millrace.Connectors;

/// <summary>File system errors in the words of the user.</summary>
internal static class FileErrors
{
    public static TResult Guard<TResult>(string path, Func<string, TResult> open)
    {
        try
        {
            return open(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Missing(path, error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new ConnectorException($"No permission to read {Path.GetFullPath(path)}. Give this user read access to it, or run as one who has it.", error);
        }
        catch (IOException error)
        {
            // Throws if the links lead in a circle, which the system does not say as plainly.
            RealPath.Of(path);
            throw new ConnectorException($"Cannot open {Path.GetFullPath(path)}: {Sentence.Of(error.Message)}", error) { IsTransient = true };
        }
    }

    public static ConnectorException Missing(string path, Exception? inner = null)
    {
        string full = Path.GetFullPath(path);
        if (new FileInfo(full).LinkTarget is { } target)
            return new ConnectorException($"{path} is a link to {target}, which leads to no file (to {RealPath.Of(full)}). Make the link anew, or name the file itself.", inner);
        string? directory = Path.GetDirectoryName(full);
        string where = directory is null ? full
            : Directory.Exists(directory) ? $"looked in {directory}"
            : $"its directory {directory} does not exist";
        return new ConnectorException($"No file {path}; {where}. Check the path (a relative one starts at the current directory).", inner);
    }
}
