using Millrace.Connectors;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Runtime;

/// <summary>Splits whose rows come at times of a simulation's clock, each its own.</summary>
internal sealed class PacedSource<T>(params (long AtUs, T Row)[][] splits) : SplitSource<T> where T : unmanaged
{
    private readonly List<Reader> _readers = [];

    /// <summary>False makes the splits unbounded: they wait for ever at their end.</summary>
    public bool Bounded { get; init; } = true;

    /// <summary>Most rows a read returns.</summary>
    public int RowsPerRead { get; init; } = int.MaxValue;

    /// <summary>Whose clock the rows follow. Set before the job starts.</summary>
    public SimulatedExecution? Simulation { get; set; }

    public override string Describe() => "paced";

    public override ValueTask<IReadOnlyList<SourceSplit>> OpenAsync(CancellationToken cancellation) =>
        new([.. splits.Select((_, i) => new SourceSplit($"paced {i}", i, Bounded))]);

    public override SplitReader<T> CreateReader(SourceSplit split, Action wake)
    {
        var reader = new Reader(this, splits[split.Group], wake);
        _readers.Add(reader);
        return reader;
    }

    private sealed class Reader(PacedSource<T> source, (long AtUs, T Row)[] rows, Action wake) : SplitReader<T>
    {
        private readonly T[] _values = [.. rows.Select(row => row.Row)];
        private int _position;

        public override long Position => _position;

        public override ReadResult Read(int maxRows, out ReadOnlySpan<T> read)
        {
            long now = source.Simulation!.Clock.NowUs;
            int end = _position;
            while (end < rows.Length && end - _position < Math.Min(maxRows, source.RowsPerRead) && rows[end].AtUs <= now) end++;
            read = _values.AsSpan(_position, end - _position);
            if (end > _position)
            {
                _position = end;
                return ReadResult.Rows;
            }
            if (end == rows.Length && source.Bounded) return ReadResult.End;
            if (end < rows.Length) source.Simulation.CallAt(rows[end].AtUs, wake);
            return ReadResult.Wait;
        }

        public override string Locate(int index) => $"row {_position}";

        protected override void Dispose(bool disposing) { }
    }
}
