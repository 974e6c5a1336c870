using System.Globalization;
using Millrace.Connectors;

namespace Millrace.Runtime;

/// <summary>
/// Where a run of a job keeps what does not fit into memory: a directory of its own, made when it is first needed and deleted when
/// the run ends. Thread: any.
/// </summary>
/// <remarks>
/// Its name, <c>millrace-spill-</c>, the job, the process id and a random part, tells what a killed process has left behind: a
/// directory whose process is gone can be deleted.
/// </remarks>
internal sealed class SpillDirectory(string job, string? parent) : IDisposable
{
    private readonly Lock _making = new();
    private string? _path;
    private int _files;

    /// <summary>Beginning of the name of every such directory.</summary>
    public const string Prefix = "millrace-spill-";

    /// <summary>The directory in which it lies.</summary>
    public string Parent { get; } = parent ?? Path.GetTempPath();

    /// <summary>A new file, open for writing and reading.</summary>
    /// <exception cref="ConnectorException">It cannot be made.</exception>
    public FileStream CreateFile()
    {
        try
        {
            lock (_making)
            {
                if (_path is null)
                {
                    string random = Guid.NewGuid().ToString("N")[..8];
                    string path = Path.Join(Parent, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{job}-{Environment.ProcessId}-{random}"));
                    // Only this one: what stands above it was there before and stays behind.
                    if (!Directory.Exists(Parent)) throw new DirectoryNotFoundException("There is no such directory.");
                    TemporaryFiles.Add(path);
                    Directory.CreateDirectory(path);
                    _path = path;
                }
                string file = Path.Join(_path, string.Create(CultureInfo.InvariantCulture, $"{_files++}.rows"));
                return new FileStream(file, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Explain(error);
        }
    }

    /// <summary>What went wrong with a file, for the user.</summary>
    public ConnectorException Explain(Exception error) =>
        new($"Job '{job}' cannot keep rows in {Parent}, where they go that do not fit into memory: {Sentence.Of(error.Message)} Make room there, choose another directory with --temp, or give the job more memory with --memory.", error);

    /// <summary>Deletes it with all that is in it.</summary>
    public void Dispose()
    {
        if (_path is null) return;
        try
        {
            Directory.Delete(_path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Somebody has tidied up already.
        }
        TemporaryFiles.Forget(_path);
        _path = null;
    }
}
