using Millrace.Connectors;

namespace Millrace.Core.Tests.Runtime;

/// <summary>Splits of rows in arrays. With a device, reads now and then wait for another thread, as files do.</summary>
internal sealed class ArraySource<T>(params (int Group, T[] Rows)[] splits) : SplitSource<T> where T : unmanaged
{
    private int _open;

    /// <summary>Every n-th read waits for the device; 0 for never.</summary>
    public int WaitEvery { get; init; }

    /// <summary>False makes the splits unbounded: they wait for ever at their end.</summary>
    public bool Bounded { get; init; } = true;

    /// <summary>Index of the split that throws when half read; -1 for none.</summary>
    public int FailingSplit { get; init; } = -1;

    /// <summary>Most rows a read returns.</summary>
    public int RowsPerRead { get; init; } = int.MaxValue;

    /// <summary>Readers not disposed.</summary>
    public int OpenReaders => Volatile.Read(ref _open);

    /// <summary>Most readers that were open at a time.</summary>
    public int MostOpenReaders { get; private set; }

    public bool IsDisposed { get; private set; }

    public override string Describe() => "array";

    public override ValueTask<IReadOnlyList<SourceSplit>> OpenAsync(CancellationToken cancellation) =>
        new([.. splits.Select((split, i) => new SourceSplit($"{i}", split.Group, Bounded))]);

    public override SplitReader<T> CreateReader(SourceSplit split, Action wake)
    {
        MostOpenReaders = Math.Max(MostOpenReaders, Interlocked.Increment(ref _open));
        return new Reader(this, int.Parse(split.Id, System.Globalization.CultureInfo.InvariantCulture), wake);
    }

    public override ValueTask DisposeAsync()
    {
        Assert.Equal(0, OpenReaders);
        IsDisposed = true;
        return base.DisposeAsync();
    }

    private sealed class Reader(ArraySource<T> source, int index, Action wake) : SplitReader<T>
    {
        private readonly T[] _rows = source.Splits[index].Rows;
        private int _position;
        private int _start;
        private int _reads;
        private bool _disposed;

        public override long Position => _position;

        public override ReadResult Read(int maxRows, out ReadOnlySpan<T> rows)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            rows = default;
            if (source.WaitEvery > 0 && ++_reads % source.WaitEvery == 0)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static call => call(), wake, preferLocal: false);
                return ReadResult.Wait;
            }
            if (_position == _rows.Length) return source.Bounded ? ReadResult.End : ReadResult.Wait;
            if (index == source.FailingSplit && _position >= _rows.Length / 2)
                throw new ConnectorException($"array:{_position}: the row is broken; mend it.");
            _start = _position;
            rows = _rows.AsSpan(_position, Math.Min(Math.Min(maxRows, source.RowsPerRead), _rows.Length - _position));
            _position += rows.Length;
            return ReadResult.Rows;
        }

        public override string Locate(int index1) => $"array {index}:{_start + index1}";

        protected override void Dispose(bool disposing)
        {
            if (_disposed) return;
            _disposed = true;
            Interlocked.Decrement(ref source._open);
        }
    }

    private (int Group, T[] Rows)[] Splits => splits;
}
