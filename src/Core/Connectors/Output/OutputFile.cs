using System.IO.Compression;
using Microsoft.Win32.SafeHandles;

namespace Millrace.Connectors;

/// <summary>
/// A file that appears under its name only when it is complete, or standard output (<c>-</c>). Shared by the subtasks of a sink.
/// </summary>
internal sealed class OutputFile(string path)
{
    // EPIPE on Linux and macOS.
    private const int BrokenPipe = 32;

    private readonly Lock _gate = new();
    private string? _temporary;
    private Stream? _stream;
    private BlockWriter? _writer;
    private bool _begun;

    public bool IsStandardOutput => path == "-";

    public BlockWriter Writer => _writer ?? throw new InvalidOperationException($"The sink for {path} is used before it is opened.");

    /// <summary>A file that is being written is gone with the run: a restart would leave out all before the snapshot.</summary>
    public static NotSupportedException CannotGoOn() => new("A file that a job writes cannot be gone on with after a crash, so the job takes no snapshots. In tests, write to a TestSink or to a callback (Rows.To).");

    /// <summary>Makes the file under a temporary, hidden name beside its final one, so that an unwritable directory is found out at once.</summary>
    public void Open()
    {
        _stream = IsStandardOutput ? StandardOutput() : Create();
        _writer = new BlockWriter(_stream, Explain);
    }

    /// <summary>Writes <paramref name="start"/> before anything else, whichever subtask comes first.</summary>
    public void Begin(ReadOnlySpan<byte> start)
    {
        lock (_gate)
        {
            if (_begun) return;
            _begun = true;
            if (start.Length > 0) Writer.Write(start.ToArray(), start.Length);
        }
    }

    /// <summary>Waits until all is written, then gives the file its name.</summary>
    public async ValueTask CommitAsync()
    {
        await Writer.DrainAsync().ConfigureAwait(false);
        if (IsStandardOutput) return;
        try
        {
            await _stream!.DisposeAsync().ConfigureAwait(false);
            if (_temporary is null) return;
            File.Move(_temporary, path, overwrite: true);
            TemporaryFiles.Forget(_temporary);
            _temporary = null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Explain(error);
        }
    }

    /// <summary>Removes what was written.</summary>
    public async ValueTask AbortAsync()
    {
        if (_writer is null) return;
        try
        {
            await _writer.DrainAsync().ConfigureAwait(false);
        }
        catch (ConnectorException)
        {
            // That is why the job is being aborted.
        }
        if (IsStandardOutput) return;
        try
        {
            await _stream!.DisposeAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // What could not be written is not wanted either.
        }
        if (_temporary is null) return;
        File.Delete(_temporary);
        TemporaryFiles.Forget(_temporary);
        _temporary = null;
    }

    private Stream Create()
    {
        string full = Path.GetFullPath(path);
        string directory = Path.GetDirectoryName(full) ?? full;
        if (Directory.Exists(full)) throw new ConnectorException($"Cannot write {full}: it is a directory; give the name of a file in it.");
        if (!Directory.Exists(directory)) throw new ConnectorException($"Cannot write {full}: the directory {directory} does not exist. Create it, or choose another.");
        try
        {
            // A device is written in place: a rename would put a file where the device was.
            if (full.StartsWith("/dev/", StringComparison.Ordinal)) return new FileStream(full, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
            string temporary = Path.Join(directory, $".{Path.GetFileName(full)}.{Guid.NewGuid().ToString("N")[..8]}.part");
            TemporaryFiles.Add(temporary);
            Stream file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 0);
            _temporary = temporary;
            return full.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionLevel.Fastest) : file;
        }
        catch (UnauthorizedAccessException error)
        {
            throw new ConnectorException($"No permission to write in {directory}. Give this user write access to it, or choose another directory.", error);
        }
        catch (IOException error)
        {
            throw Explain(error);
        }
    }

    // The console's own stream swallows a broken pipe and lets the job run on for nobody; a plain handle reports it. On a
    // seekable file (> out.csv) the console's stream is right: it keeps the shared file position that other programs go on from.
    private static Stream StandardOutput()
    {
        if (OperatingSystem.IsWindows()) return Console.OpenStandardOutput();
        var stream = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, 0);
        if (!stream.CanSeek) return stream;
        return Console.OpenStandardOutput();
    }

    private ConnectorException Explain(Exception error) => IsStandardOutput
        ? error.HResult == BrokenPipe
            ? new ConnectorException("Standard output was closed by the program that read it; the rest of the rows is not written. Write to a file to get them all.", error)
            : new ConnectorException($"Writing to standard output failed: {Sentence.Of(error.Message)} Make room where it goes, or write to a file elsewhere.", error)
        : new ConnectorException($"Writing {Path.GetFullPath(path)} failed: {Sentence.Of(error.Message)} The incomplete file is removed; make room or choose another place.", error);
}
