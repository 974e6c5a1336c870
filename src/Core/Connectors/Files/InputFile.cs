using Microsoft.Win32.SafeHandles;

namespace Millrace.Connectors;

/// <summary>
/// A file of a source as it was when the source was opened: its length then, and whether it is compressed. Or a pipe or the like, which
/// is read once from beginning to end (<see cref="IsLive"/>).
/// </summary>
internal sealed class InputFile : IDisposable
{
    private readonly string _path;
    private readonly int? _descriptor;
    private readonly LiveInput? _source;
    private readonly RewindableInput? _live;
    private RewindableInput? _content;
    private bool _isTaken;

    /// <summary>A file that can be opened again, read at any place and by many.</summary>
    /// <param name="path">The path, as the user would write it.</param>
    /// <param name="descriptor">The number, if this process has it open already.</param>
    /// <param name="start">Where it begins: behind what others have read of standard input.</param>
    /// <param name="length">Where it ends.</param>
    public InputFile(string path, int? descriptor, long start, long length)
    {
        (_path, _descriptor, Start, Length) = (path, descriptor, start, length);
        Name = descriptor is { } number ? Descriptor.Name(number) : path;
    }

    /// <summary>What can be read once.</summary>
    public InputFile(string name, LiveInput live)
    {
        Name = _path = name;
        _source = live;
        _live = new RewindableInput(live);
        Length = long.MaxValue;
    }

    /// <summary>What the user would call it.</summary>
    public string Name { get; }

    /// <summary>First byte.</summary>
    public long Start { get; }

    /// <summary>First byte behind it, as it was when the source was opened.</summary>
    public long Length { get; }

    /// <summary>True for a pipe, a terminal or a device: it is opened once, by one reader, and does not say how long it is.</summary>
    public bool IsLive => _live is not null;

    /// <summary>Ends when nobody reads it any more; of what is live, after <see cref="Dispose"/>, and maybe not before its sender moves.</summary>
    public Task Closed => _source?.Closed ?? Task.CompletedTask;

    /// <summary>True if <see cref="Closed"/> waits for no sender.</summary>
    public bool ClosesAtOnce => _source is null or { ClosesAtOnce: true };

    /// <summary>True if the content is compressed; known after <see cref="Begin"/>.</summary>
    public bool IsGzip { get; private set; }

    /// <summary>Offset of the first row in the content.</summary>
    public long FirstRow { get; private set; }

    /// <summary>Lines of what can be read once that lie before its first row.</summary>
    public int LinesBefore { get; private set; }

    /// <summary>Columns by record field, for CSV.</summary>
    public CsvHeader? Header { get; private set; }

    private static ReadOnlySpan<byte> GzipMagic => [0x1f, 0x8b];

    /// <summary>Looks at the beginning. Thread: one of a device, if it is live; blocks then until something comes.</summary>
    /// <param name="start">Reads the beginning of the content: its header, if it has one, and the offset of its first row.</param>
    public void Begin(Func<string, ByteInput, (CsvHeader? Header, long FirstRow)> start)
    {
        var raw = _live ?? new RewindableInput(new FileInput(this, Start, long.MaxValue));
        try
        {
            IsGzip = raw.StartsWith(GzipMagic);
            raw.Rewind(0);
            _content = new RewindableInput(IsGzip ? new GzipInput(this, IsLive ? raw : Compressed()) : raw);
            (Header, FirstRow) = start(Name, _content);
            LinesBefore = _content.LineBreaks((int)FirstRow);
            if (IsLive) _content.Rewind((int)FirstRow);
            else FirstRow += IsGzip ? 0 : Start;
        }
        finally
        {
            if (!IsLive)
            {
                raw.Dispose();
                _content?.Dispose();
                _content = null;
            }
        }
    }

    /// <summary>The content from an offset on.</summary>
    /// <param name="from">The offset; of what can be read once, the first row.</param>
    /// <param name="end">Where the split ends.</param>
    public ByteInput Open(long from, long end)
    {
        if (IsLive)
        {
            if (_isTaken) throw new InvalidOperationException($"{Name} can be read once, and is opened again.");
            _isTaken = true;
            return _content!;
        }
        if (!IsGzip) return new FileInput(this, from, end);
        var input = new GzipInput(this, Compressed());
        var skipped = new byte[4096];
        for (long left = from; left > 0;)
        {
            int count = input.Read(skipped.AsSpan(0, (int)Math.Min(left, skipped.Length)));
            if (count == 0) break;
            left -= count;
        }
        return input;
    }

    /// <summary>A handle to read at any place. Throws <see cref="ConnectorException"/>.</summary>
    public SafeFileHandle OpenHandle() => _descriptor is { } number ? Descriptor.Handle(number) : InputOpening.Open(_path);

    /// <summary>True if it is longer now than when the source was opened.</summary>
    public bool HasGrown()
    {
        if (IsLive) return false;
        using var handle = OpenHandle();
        return RandomAccess.GetLength(handle) > Length;
    }

    /// <summary>Ends reads that wait for more. Thread: any.</summary>
    public void Stop() => _live?.Stop();

    public void Dispose()
    {
        _live?.Dispose();
        _content?.Dispose();
    }

    private FileInput Compressed() => new(this, Start, long.MaxValue, wholeLines: false);
}
