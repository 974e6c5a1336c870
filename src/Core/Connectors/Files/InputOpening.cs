using Microsoft.Win32.SafeHandles;

namespace Millrace.Connectors;

/// <summary>Finds out what a path is: a file with a length, or something that can be read once.</summary>
internal static class InputOpening
{
    /// <summary>Opens it. A pipe with a name is open when somebody writes to it; until then this waits.</summary>
    public static async Task<InputFile> OpenAsync(string path, CancellationToken cancellation)
    {
        if (Descriptor.Of(path, standard: 0) is { } number) return OfDescriptor(number);
        var info = new FileInfo(path);
        // An ordinary file opens at once. Of anything else the system says that its length is 0; of a link, that of the link.
        bool isOrdinary = info.LinkTarget is null && info is { Exists: true, Length: > 0 };
        var handle = isOrdinary ? Open(path)
            : await DeviceThreads.CallAsync(() => Open(path), static late => late.Dispose(), cancellation).ConfigureAwait(false);
        return Of(path, handle);
    }

    /// <summary>Opens a file to be read. Throws <see cref="ConnectorException"/>.</summary>
    public static SafeFileHandle Open(string path) => FileErrors.Guard(path,
        static path => File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));

    private static InputFile Of(string path, SafeFileHandle handle)
    {
        try
        {
            if (LengthOf(path, handle) is not { } length) return new InputFile(path, new LiveInput(path, new FileStream(handle, FileAccess.Read, 0)));
            handle.Dispose();
            return new InputFile(path, null, 0, length);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static InputFile OfDescriptor(int number)
    {
        string name = Descriptor.Name(number);
        if (OperatingSystem.IsWindows()) return new InputFile(name, new LiveInput(name, Console.OpenStandardInput()));
        if (!Descriptor.IsOpen(number)) throw new ConnectorException($"Cannot read {name}: it is closed. Leave it open, or give the name of a file.");
        FileStream stream;
        try
        {
            stream = new FileStream(Descriptor.Handle(number), FileAccess.Read, 0);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ConnectorException($"Cannot read {name}: {Sentence.Of(error.Message)} Give the name of a file.", error);
        }
        if (stream.CanSeek && LengthOf(name, stream.SafeFileHandle) is { } length) return new InputFile(name, number, stream.Position, length);
        return new InputFile(name, new LiveInput(name, stream));
    }

    // Null for what has no length.
    private static long? LengthOf(string name, SafeFileHandle handle)
    {
        try
        {
            long length = RandomAccess.GetLength(handle);
            if (length > 0) return length;
            // Files of /proc and devices have something to read and no length; another may have been written to just now.
            Span<byte> first = stackalloc byte[1];
            if (RandomAccess.Read(handle, first, 0) == 0) return 0;
            return RandomAccess.GetLength(handle) is > 0 and var grown ? grown : null;
        }
        catch (NotSupportedException)
        {
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConnectorException($"Reading {name} failed: {Sentence.Of(error.Message)}", error) { IsTransient = true };
        }
    }
}
