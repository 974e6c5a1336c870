using Millrace.Connectors;

namespace Millrace.Host.Tests.Support;

/// <summary>A source of one split that hands out a number of rows and then ends, or waits for ever.</summary>
internal sealed class TestSource(int rows, bool ends) : SplitSource<long>
{
    private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends once all rows have been read.</summary>
    public Task AllRead => _read.Task;

    public override string Describe() => "test rows";

    public override ValueTask<IReadOnlyList<SourceSplit>> OpenAsync(CancellationToken cancellation) =>
        new([new SourceSplit("rows", 0, Bounded: true)]);

    public override SplitReader<long> CreateReader(SourceSplit split, Action wake) => new Reader(this);

    private sealed class Reader(TestSource source) : SplitReader<long>
    {
        private readonly long[] _rows = [.. Enumerable.Range(0, source.Count).Select(i => (long)i)];
        private int _position;

        public override long Position => _position;

        public override ReadResult Read(int maxRows, out ReadOnlySpan<long> rows)
        {
            int count = Math.Min(maxRows, _rows.Length - _position);
            rows = _rows.AsSpan(_position, count);
            _position += count;
            if (count > 0) return ReadResult.Rows;
            source._read.TrySetResult();
            return source.Ends ? ReadResult.End : ReadResult.Wait;
        }

        public override string Locate(int index) => $"row {index}";

        protected override void Dispose(bool disposing)
        {
        }
    }

    private int Count => rows;

    private bool Ends => ends;
}
