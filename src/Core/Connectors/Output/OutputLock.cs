namespace Millrace.Connectors;

/// <summary>
/// Keeps other processes from writing the same file: a hidden file beside it, locked by the system. The lock ends with the process
/// however that ends, so what a killed one has left behind stops nobody.
/// </summary>
internal sealed class OutputLock : IDisposable
{
    // EAGAIN of Linux and of macOS, and a sharing violation of Windows.
    private const int HeldLinux = 11, HeldMac = 35, HeldWindows = unchecked((int)0x80070020);
    private const int Attempts = 100;

    private readonly string _path;
    private readonly FileStream _held;

    private OutputLock(string path, FileStream held) { _path = path; _held = held; }

    /// <summary>Takes the lock. Throws <see cref="ConnectorException"/> if somebody has it, and what the system throws if it cannot be made.</summary>
    /// <param name="file">Real path of the file to be written.</param>
    public static OutputLock Take(string file)
    {
        string path = Path.Join(Path.GetDirectoryName(file), $".{Path.GetFileName(file)}.lock");
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            TemporaryFiles.Add(path);
            FileStream held;
            try
            {
                held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 0, OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose : FileOptions.None);
            }
            catch (IOException error) when (error.HResult is HeldLinux or HeldMac or HeldWindows)
            {
                TemporaryFiles.Forget(path);
                throw new ConnectorException($"Cannot write {file}: another job is writing it. Wait until that has ended, or write to another file.", error) { IsTransient = true };
            }
            if (OperatingSystem.IsWindows() || IsStillThere(path, held)) return new OutputLock(path, held);
            // Whoever had it has deleted it between our opening and locking it.
            held.Dispose();
        }
        throw new ConnectorException($"Cannot write {file}: {path} cannot be locked. Choose another directory.");
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

    // A time that nobody else would give the file shows whether the path still leads to what is locked.
    private static bool IsStillThere(string path, FileStream held)
    {
        var mark = DateTime.UnixEpoch.AddSeconds(2L * Random.Shared.Next());
        File.SetLastWriteTimeUtc(held.SafeFileHandle, mark);
        return File.GetLastWriteTimeUtc(path) == mark;
    }
}
