namespace Millrace.Connectors;

/// <summary>
/// Keeps other processes from writing the same file: a hidden file beside it, locked by the system. The lock ends with the process
/// however that ends. What a killed one has left behind is taken over, also from another user, as long as it can be read.
/// </summary>
internal sealed class OutputLock : IDisposable
{
    // EAGAIN of Linux and of macOS, and a sharing violation of Windows.
    private const int HeldLinux = 11, HeldMac = 35, HeldWindows = unchecked((int)0x80070020);
    private const int Attempts = 100;
    private const int MaxMark = 1 << 20;

    private readonly string _path;
    private readonly FileStream _held;

    private OutputLock(string path, FileStream held, bool wasLeftBehind) => (_path, _held, WasLeftBehind) = (path, held, wasLeftBehind);

    /// <summary>True if it was there, and nobody had it: a process was killed, and has perhaps left more behind.</summary>
    public bool WasLeftBehind { get; }

    /// <summary>Takes the lock. Throws <see cref="ConnectorException"/> if somebody has it, and what the system throws if it cannot be made.</summary>
    /// <param name="file">Real path of the file to be written.</param>
    public static OutputLock Take(string file)
    {
        string path = Path.Join(Path.GetDirectoryName(file), $".{Path.GetFileName(file)}.lock");
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            bool wasThere = File.Exists(path);
            if (Open(file, path) is not { } held) continue;
            try
            {
                if (OperatingSystem.IsWindows() || IsStillThere(path, held))
                {
                    TemporaryFiles.Add(path);
                    return new OutputLock(path, held, wasThere);
                }
            }
            catch
            {
                held.Dispose();
                throw;
            }
            // Whoever had it has deleted it between our opening and locking it.
            held.Dispose();
        }
        throw new ConnectorException($"Cannot write {file}: {path} cannot be locked. Remove it if no job is writing {file}, or choose another directory.");
    }

    // Null if it was there and is gone.
    private static FileStream? Open(string file, string path)
    {
        try
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 0, OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None);
            }
            catch (UnauthorizedAccessException) when (!OperatingSystem.IsWindows() && File.Exists(path))
            {
                // Another user's. To lock it, it is enough to read it.
                return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None, 0);
            }
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException error) when (File.Exists(path))
        {
            throw new ConnectorException($"Cannot write {file}: {path} belongs to another user, whose job may be writing it. If none is, remove that file; or write to another.", error);
        }
        catch (IOException error) when (error.HResult is HeldLinux or HeldMac or HeldWindows)
        {
            throw new ConnectorException($"Cannot write {file}: another job is writing it. Wait until that has ended, or write to another file.", error) { IsTransient = true };
        }
    }

    /// <summary>Gives the lock back.</summary>
    public void Dispose()
    {
        try
        {
            // Before it is let go: afterwards it may be another's.
            if (!OperatingSystem.IsWindows()) File.Delete(_path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Its directory is gone, or closed. Left behind, it stops nobody.
        }
        TemporaryFiles.Forget(_path);
        _held.Dispose();
    }

    // A length that nobody else would give the file shows whether the path still leads to what is locked. What another user has left
    // behind has one already, and its own time.
    private static bool IsStillThere(string path, FileStream held)
    {
        if (held.CanWrite) held.SetLength(1 + Random.Shared.Next(MaxMark));
        var there = new FileInfo(path);
        return there.Exists && there.Length == held.Length && there.LastWriteTimeUtc == File.GetLastWriteTimeUtc(held.SafeFileHandle);
    }
}
