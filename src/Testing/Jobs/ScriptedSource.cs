using Millrace.Connectors;
using Millrace.Runtime;

namespace Millrace.Testing;

/// <summary>Splits whose rows come at times of a simulation's clock.</summary>
internal sealed class ScriptedSource<T>(List<List<ScriptedRow<T>>> splits, KeptText text) : SplitSource<T> where T : unmanaged
{
    private SimulatedExecution? _simulation;

    /// <summary>The rows' text: it lives as long as they may be read, also if nobody else holds the test's source any more.</summary>
    public KeptText Text { get; } = text;

    public override string Describe() => "script";

    public override ValueTask<IReadOnlyList<SourceSplit>> OpenAsync(CancellationToken cancellation)
    {
        _simulation = JobTest.Running ?? throw new ConnectorException("A scripted source has virtual time, so its job must be run by JobTest.RunAsync.");
        // As if without end, though it comes: all are open from the start, where bounded ones would be read in the order of their times. In batch
        // mode, which sorts them anyway, they have to be bounded; there the clock stands still, and nothing waits for it.
        return new([.. splits.Select((_, i) => new SourceSplit($"script {i}", i, Bounded: _simulation.Mode == JobMode.Batch))]);
    }

    public override SplitReader<T> CreateReader(SourceSplit split, Action wake) => new Reader(_simulation!, splits[split.Group], wake);

    private sealed class Reader(SimulatedExecution simulation, List<ScriptedRow<T>> script, Action wake) : SplitReader<T>
    {
        private T[] _rows = new T[16];
        private readonly bool _saysWatermarks = script.Exists(static row => row.IsSaid);
        private long _watermark = long.MinValue;
        private bool _isIdle;
        private int _next;
        private int _first;

        public override long Position => _next;

        internal override bool SaysWatermarks => _saysWatermarks;

        internal override long Watermark => _watermark;

        internal override bool IsIdle => _isIdle;

        public override ReadResult Read(int maxRows, out ReadOnlySpan<T> rows)
        {
            _first = _next;
            if (_rows.Length < maxRows) _rows = new T[maxRows];
            int count = 0;
            for (; _next < script.Count && count < maxRows && HasCome(script[_next]) && !script[_next].IsSaid; _next++)
                if (script[_next].Row is { } row) _rows[count++] = row;
            rows = _rows.AsSpan(0, count);
            if (count > 0)
            {
                _isIdle = false;
                return ReadResult.Rows;
            }
            if (_next < script.Count && script[_next] is { IsSaid: true } said && HasCome(said))
            {
                _watermark = said.Watermark ?? _watermark;
                _isIdle = said.IsIdle;
                _next++;
                // What follows is read when this has been heard.
                wake();
                return ReadResult.Wait;
            }
            if (_next == script.Count) return ReadResult.End;
            simulation.CallAt(script[_next].AtUs, wake);
            return ReadResult.Wait;
        }

        // In batch mode nobody waits for a row.
        private bool HasCome(in ScriptedRow<T> row) => simulation.Mode == JobMode.Batch || row.AtUs <= simulation.Clock.NowUs;

        public override string Locate(int index) => $"row {_first + index + 1} of the script";

        protected override void Dispose(bool disposing) { }
    }
}
