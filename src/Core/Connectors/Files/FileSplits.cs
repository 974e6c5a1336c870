using Millrace.Runtime;

namespace Millrace.Connectors;

/// <summary>What the sources over files have in common: finding the files, dividing them, and their buffers.</summary>
internal sealed class FileSplits(string path, string source, int splitBytes, BadRows badRows, BufferPool buffers) : IAsyncDisposable
{
    // A read that has been announced ends at once, unless another process has taken what there was.
    private static readonly TimeSpan LongestClose = TimeSpan.FromSeconds(1);

    private readonly List<InputFile> _files = [];
    private readonly List<(string Key, InputFile File)> _claims = [];

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
        await Opening.AllAsync(_files.Select(file => new Func<CancellationToken, ValueTask>(stop => BeginAsync(file, start, stop))), cancellation).ConfigureAwait(false);
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
        try
        {
            await Buffers.DisposeAsync().ConfigureAwait(false);
            foreach (var file in _files) file.Dispose();
            await CloseAsync().ConfigureAwait(false);
        }
        finally
        {
            await BadRows.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Who starts the job again right away finds its pipes free.
    private async ValueTask CloseAsync()
    {
        foreach (var (key, file) in _claims)
            _ = file.Closed.ContinueWith(_ => ReadOnce.Release(key), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        _claims.Clear();
        try
        {
            await Task.WhenAll(_files.Where(static file => file.ClosesAtOnce).Select(static file => file.Closed)).WaitAsync(LongestClose).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The claim stays until the thread is back.
        }
    }

    // All at a time: who writes to several pipes may open them in any order.
    private async ValueTask OpenAsync(IReadOnlyList<string> paths, CancellationToken cancellation)
    {
        var opened = new InputFile?[paths.Count];
        try
        {
            await Opening.AllAsync(Enumerable.Range(0, paths.Count).Select(i => new Func<CancellationToken, ValueTask>(stop => OpenOneAsync(i, stop))), cancellation).ConfigureAwait(false);
        }
        finally
        {
            foreach (var file in opened)
                if (file is not null) _files.Add(file);
        }

        async ValueTask OpenOneAsync(int index, CancellationToken stop)
        {
            var file = opened[index] = await InputOpening.OpenAsync(paths[index], stop).ConfigureAwait(false);
            Claim(paths[index], file);
        }
    }

    // Before anything is read: a second reader takes nothing from the first. Thread: any.
    private void Claim(string path, InputFile file)
    {
        bool isDescriptor = Descriptor.Of(path, standard: 0) is not null;
        // A file behind standard input could be read twice, but whether it is one must not decide what a job may do.
        if (!file.IsLive && !isDescriptor) return;
        string key = Key(path);
        ReadOnce.Claim(key, file.Name, source);
        // What a pipe that the process has been given has said is gone, and nobody opens it anew.
        if (file.IsLive && isDescriptor) return;
        lock (_claims) _claims.Add((key, file));
    }

    private static string Key(string file) => Descriptor.Of(file, standard: 0) is { } number ? Descriptor.Key(number) : RealPath.Of(file);

    private static async ValueTask BeginAsync(InputFile file, Func<string, ByteInput, (CsvHeader? Header, long FirstRow)> start, CancellationToken cancellation)
    {
        if (!file.IsLive)
        {
            file.Begin(start);
            return;
        }
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
