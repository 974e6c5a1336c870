using System.IO.Compression;

namespace Millrace.Connectors;

/// <summary>Finds out what a path to write to is, and opens it.</summary>
internal static class OutputOpening
{
    /// <summary>Opens it. A pipe with a name is open when somebody reads it; until then this waits.</summary>
    public static async ValueTask<OutputTarget> OpenAsync(string path, string sink, CancellationToken cancellation)
    {
        if (path.Length == 0) throw new ConnectorException("The path of a sink is empty; give a file, or - for standard output.");
        if (Descriptor.Behind(path, standard: 1) is { } number) return OfDescriptor(number, sink);
        // Links stay: what they lead to is written.
        string real = RealPath.Of(path);
        string directory = Path.GetDirectoryName(real) ?? real;
        if (Directory.Exists(real)) throw new ConnectorException($"Cannot write {real}: it is a directory; give the name of a file in it.");
        if (!Directory.Exists(directory)) throw new ConnectorException($"Cannot write {real}: the directory {directory} does not exist. Create it, or choose another.");
        var claim = OpenOutputs.Add(real, path, sink);
        try
        {
            return await OpenDirectAsync(real, cancellation).ConfigureAwait(false) is { } stream
                ? new DirectOutput(path, stream, Content(stream), claim)
                : ReplacedFile.Create(real, Content, claim);
        }
        catch
        {
            claim.Dispose();
            throw;
        }

        Stream Content(Stream file) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionLevel.Fastest) : file;
    }

    // Null for an ordinary file, or none. A rename would put a file in the place of a pipe or a device.
    private static async ValueTask<FileStream?> OpenDirectAsync(string real, CancellationToken cancellation)
    {
        bool isDevice = Descriptor.IsDevice(real);
        // Of a pipe the system says, as of an empty file, that its length is 0. Only an open one shows what it is.
        if (!isDevice && new FileInfo(real) is not { Exists: true, Length: 0 }) return null;
        FileStream stream;
        try
        {
            stream = await DeviceThreads.CallAsync(() => new FileStream(real, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0),
                static late => late.Dispose(), cancellation).ConfigureAwait(false);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new ConnectorException($"No permission to write {real}. Give this user write access to it, or choose another place.", error);
        }
        catch (IOException error)
        {
            throw new ConnectorException($"Cannot write {real}: {Sentence.Of(error.Message)} Give the name of a file, or of a pipe or device that can be written.", error);
        }
        if (isDevice || !stream.CanSeek) return stream;
        await stream.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    private static DirectOutput OfDescriptor(int number, string sink)
    {
        string name = Descriptor.Name(number), key = Descriptor.Key(number);
        var claim = OpenOutputs.Add(key, name, sink);
        try
        {
            var stream = Open(number, name, key);
            return new DirectOutput(name, stream, stream, claim);
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    // The console's own stream swallows a broken pipe and lets the job run on for nobody; a plain handle reports it. On a
    // seekable file (> out.csv) the console's stream is right: it keeps the shared file position that other programs go on from.
    private static Stream Open(int number, string name, string key)
    {
        if (OperatingSystem.IsWindows()) return Console.OpenStandardOutput();
        if (!Descriptor.IsOpen(number)) throw new ConnectorException($"Cannot write to {name}: it is closed. Leave it open, or give the name of a file.");
        FileStream stream;
        try
        {
            stream = new FileStream(Descriptor.Handle(number), FileAccess.Write, 0);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ConnectorException($"Cannot write to {name}: {Sentence.Of(error.Message)} Give the name of a file.", error);
        }
        if (!stream.CanSeek) return stream;
        if (number == 1) return Console.OpenStandardOutput();
        if (number == 2) return Console.OpenStandardError();
        if (Descriptor.IsDevice(key)) return stream;
        throw new ConnectorException($"Cannot write to {name}: it is the file {key}, at a place that others may go on from. Give the name of the file.");
    }
}
