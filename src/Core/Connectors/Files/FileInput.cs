using Microsoft.Win32.SafeHandles;

namespace Millrace.Connectors;

/// <summary>A plain file from an offset on, read ahead generously up to the end of a split and sparingly behind it.</summary>
internal sealed class FileInput : ByteInput
{
    // Behind the split's end only the rest of its last row is wanted.
    private const int BeyondBytes = 4096;

    private readonly string _path;
    private readonly SafeFileHandle _handle;
    private readonly long _end;
    private long _at;

    public FileInput(string path, long from, long end)
    {
        _path = path;
        _at = from;
        _end = end;
        _handle = FileErrors.Guard(path, static path => File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        try
        {
            RandomAccess.GetLength(_handle);
        }
        catch (NotSupportedException error)
        {
            _handle.Dispose();
            throw new ConnectorException($"{path} is a pipe or a device, which cannot be read from several places. Write its content to a file first.", error);
        }
    }

    public override int Read(Span<byte> into)
    {
        if (_at >= _end) into = into[..Math.Min(into.Length, BeyondBytes)];
        else if (into.Length > _end - _at) into = into[..(int)(_end - _at)];
        int filled = 0;
        try
        {
            while (filled < into.Length)
            {
                int count = RandomAccess.Read(_handle, into[filled..], _at);
                if (count == 0) break;
                filled += count;
                _at += count;
            }
        }
        catch (IOException error)
        {
            throw new ConnectorException($"Reading {_path} failed at byte {_at}: {error.Message}", error) { IsTransient = true };
        }
        return filled;
    }

    public override void Dispose() => _handle.Dispose();
}
