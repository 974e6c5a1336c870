using System.Runtime.ExceptionServices;

namespace Millrace.Connectors;

/// <summary>What the sources over files have in common: finding the files, dividing them, and their buffers.</summary>
internal sealed class FileSplits(string path, string source, int splitBytes, BadRows badRows, BufferPool buffers) : IAsyncDisposable
{
    private readonly List<InputFile> _files = [];
    private readonly List<string> _claims = [];

    public BufferPool Buffers { get; } = buffers;

    public BadRowHandler BadRows { get; } = new(badRows);

    /// <summary>True if a reader can go on where another has stopped: not in a pipe.</summary>
    public bool CanGoOn => _files.TrueForAll(static file => !file.IsLive);

    /// <summary>Lists the splits, file by file in order of offset. Waits for writers of pipes, and for their first rows.</summary>
    /// <param name="mayDivide">False if rows can only be found from the beginning of a file.</param>
    /// <param name="start">Reads the beginning of a file: its header, if it has one, and the offset of its first row.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async ValueTask<IReadOnlyList<SourceSplit>> ListAsync(bool mayDivide, Func<string, ByteInput, (CsvHeader? Header, long FirstRow)> start, CancellationToken cancellation)
    {
        if (splitBytes <= 0) throw new ConnectorException($"SplitBytes is {splitBytes}; it must be positive (the default is 1 MiB).");
        var paths = InputPath.Resolve(path);
        // Before a file of the same name is made anew.
        BadRows.Claim(source);
        foreach (string one in paths) OpenOutputs.CheckInput(one, () => Key(one), source);
        await OpenAsync(paths, cancellation).ConfigureAwait(false);
        BadRows.Open();
        var begun = new List<Task>();
        foreach (var file in _files)
        {
            if (file.IsLive) begun.Add(BeginAsync(file, start, cancellation));
            else file.Begin(start);
        }
        await Task.WhenAll(begun).ConfigureAwait(false);
        var splits = new List<SourceSplit>();
        for (int group = 0; group < _files.Count; group++) Divide(_files[group], group, mayDivide, splits);
        return splits;
    }

    /// <summary>A window that stands at the first byte of the split, or one before if the split is not aligned.</summary>
    public InputWindow Open(FileSplit split, Action wake) => Open(split, split.FirstByte, wake);

    /// <summary>A window that stands at an offset of the file's content.</summary>
    public InputWindow Open(FileSplit split, long from, Action wake) => new(split.File, from, split.End, Buffers, wake);

    public async ValueTask DisposeAsync()
    {
        await Buffers.DisposeAsync().ConfigureAwait(false);
        foreach (var file in _files) file.Dispose();
        foreach (string key in _claims) ReadOnce.Release(key);
        await BadRows.DisposeAsync().ConfigureAwait(false);
    }

    // All at a time: who writes to several pipes may open them in any order.
    private async ValueTask OpenAsync(IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        var opening = new List<Task<InputFile>>(paths.Count);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Exception? failure = null;
        foreach (string one in paths)
        {
            opening.Add(InputOpening.OpenAsync(one, stop.Token));
            if (opening[^1].IsFaulted) break;
        }
        foreach (var task in opening)
        {
            try
            {
                _files.Add(await task.ConfigureAwait(false));
            }
            catch (Exception error)
            {
                failure ??= error;
                await stop.CancelAsync().ConfigureAwait(false);
            }
        }
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
        for (int i = 0; i < paths.Count; i++)
            Claim(paths[i], _files[i]);
    }

    private void Claim(string path, InputFile file)
    {
        bool isDescriptor = Descriptor.Of(path, standard: 0) is not null;
        // A file behind standard input could be read twice, but whether it is one must not decide what a job may do.
        if (!file.IsLive && !isDescriptor) return;
        string key = Key(path);
        ReadOnce.Claim(key, file.Name, source);
        // What a pipe that the process has been given has said is gone, and nobody opens it anew.
        if (!file.IsLive || !isDescriptor) _claims.Add(key);
    }

    private static string Key(string file) => Descriptor.Of(file, standard: 0) is { } number ? Descriptor.Key(number) : RealPath.Of(file);

    private static async Task BeginAsync(InputFile file, Func<string, ByteInput, (CsvHeader? Header, long FirstRow)> start, CancellationToken cancellation)
    {
        using var stopped = cancellation.Register(file.Stop);
        try
        {
            await DeviceThreads.CallAsync(() => { file.Begin(start); return true; }, static _ => { }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (ConnectorException) when (cancellation.IsCancellationRequested)
        {
            // A header that was not waited for looks like half a header.
        }
        cancellation.ThrowIfCancellationRequested();
    }

    private void Divide(InputFile file, int group, bool mayDivide, List<SourceSplit> splits)
    {
        long first = file.FirstRow;
        if (file.IsLive || file.IsGzip || !mayDivide)
        {
            splits.Add(new FileSplit(file.IsLive ? file.Name : $"{file.Name}@{first}", group, file, first, long.MaxValue, Aligned: true));
            return;
        }
        for (long from = first; from < file.Length; from += splitBytes)
            splits.Add(new FileSplit($"{file.Name}@{from}", group, file, from, from + splitBytes >= file.Length ? long.MaxValue : from + splitBytes, from == first));
    }
}
