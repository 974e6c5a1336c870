namespace Millrace.Connectors;

/// <summary>What the sources over files have in common: finding the files, dividing them, and their buffers.</summary>
internal sealed class FileSplits(string path, int splitBytes, BadRows badRows, BufferPool buffers) : IAsyncDisposable
{
    public BufferPool Buffers { get; } = buffers;

    public BadRowHandler BadRows { get; } = new(badRows);

    /// <summary>Lists the splits, file by file in order of offset.</summary>
    /// <param name="mayDivide">False if rows can only be found from the beginning of a file.</param>
    /// <param name="start">Reads the beginning of a file: its header, if it has one, and the offset of its first row.</param>
    public IReadOnlyList<SourceSplit> List(bool mayDivide, Func<string, ByteInput, (CsvHeader? Header, long FirstRow)> start)
    {
        if (splitBytes <= 0) throw new ConnectorException($"SplitBytes is {splitBytes}; it must be positive (the default is 1 MiB).");
        var splits = new List<SourceSplit>();
        var files = InputPath.Resolve(path);
        BadRows.Open();
        for (int group = 0; group < files.Count; group++)
        {
            string file = files[group];
            bool gzip = IsGzip(file);
            CsvHeader? header;
            long first;
            using (ByteInput content = gzip ? new GzipInput(file) : new FileInput(file, 0, long.MaxValue))
            {
                (header, first) = start(file, content);
            }
            if (gzip || !mayDivide)
            {
                splits.Add(new FileSplit($"{file}@{first}", group, file, gzip, first, long.MaxValue, Aligned: true) { Header = header });
                continue;
            }
            long length = new FileInfo(file).Length;
            for (long from = first; from < length; from += splitBytes)
                splits.Add(new FileSplit($"{file}@{from}", group, file, false, from, from + splitBytes >= length ? long.MaxValue : from + splitBytes, from == first) { Header = header });
        }
        return splits;
    }

    /// <summary>A window that stands at the first byte of the split, or one before if the split is not aligned.</summary>
    public InputWindow Open(FileSplit split, Action wake) => Open(split, split.FirstByte, wake);

    /// <summary>A window that stands at an offset of the file's content.</summary>
    public InputWindow Open(FileSplit split, long from, Action wake)
    {
        if (!split.Gzip) return new InputWindow(() => new FileInput(split.Path, from, split.End), from, Buffers, wake);
        return new InputWindow(() =>
        {
            var input = new GzipInput(split.Path);
            var skipped = new byte[4096];
            for (long left = from; left > 0;)
            {
                int count = input.Read(skipped.AsSpan(0, (int)Math.Min(left, skipped.Length)));
                if (count == 0) break;
                left -= count;
            }
            return input;
        }, from, Buffers, wake);
    }

    private static bool IsGzip(string file)
    {
        using var input = new FileInput(file, 0, 2);
        Span<byte> magic = stackalloc byte[2];
        return input.Read(magic) == 2 && magic[0] == 0x1f && magic[1] == 0x8b;
    }

    public async ValueTask DisposeAsync()
    {
        await Buffers.DisposeAsync().ConfigureAwait(false);
        await BadRows.DisposeAsync().ConfigureAwait(false);
    }
}
