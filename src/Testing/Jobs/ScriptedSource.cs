using Millrace.Connectors;

namespace Millrace.Testing;

/// <summary>Splits whose rows come at times of a simulation's clock.</summary>
internal sealed class ScriptedSource<T>(List<List<ScriptedRow<T>>> splits, KeptText text) : SplitSource<T> where T : unmanaged
{
    private JobTestRun? _run;

    /// <summary>The rows' text: it lives as long as they may be read, also if nobody else holds the test's source any more.</summary>
    public KeptText Text { get; } = text;

    public override string Describe() => "script";

    public override ValueTask<IReadOnlyList<SourceSplit>> OpenAsync(CancellationToken cancellation)
    {
        _run = JobTest.Running ?? throw new ConnectorException("A scripted source has virtual time, so its job must be run by JobTest.RunAsync.");
        // As if without end, though it comes: all are open from the start, where bounded ones would be read in the order of their times. In batch
        // mode, which sorts them anyway, they have to be bounded; there the clock stands still, and nothing waits for it.
        return new([.. splits.Select((_, i) => new SourceSplit($"script {i}", i, Bounded: _run.Mode == JobMode.Batch))]);
    }

    internal override bool CanGoOn => true;

    public override SplitReader<T> CreateReader(SourceSplit split, Action wake) => new Reader(_run!, splits[split.Group], wake);

    private sealed class Reader(JobTestRun run, List<ScriptedRow<T>> script, Action wake) : SplitReader<T>
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
            if (!run.IsPaused) count = Take(maxRows);
            rows = _rows.AsSpan(0, count);
            if (count > 0)
            {
                _isIdle = false;
                return ReadResult.Rows;
            }
            if (run.IsPaused)
            {
                run.AwaitEndOfPause(wake);
                return ReadResult.Wait;
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
            run.Execution.CallAt(script[_next].AtUs, wake);
            return ReadResult.Wait;
        }

        internal override void StartAt(long position)
        {
            _next = (int)Math.Min(position, script.Count);
            // What it has said before.
            for (int i = _next - 1; i >= 0 && _watermark == long.MinValue; i--) _watermark = script[i].Watermark ?? _watermark;
            for (int i = _next - 1; i >= 0 && script[i].Row is null && script[i].Watermark is null && !_isIdle; i--) _isIdle = script[i].IsIdle;
        }

        /// <summary>Rows that have come, up to the next mark, which takes effect when the job has had those before it.</summary>
        private int Take(int maxRows)
        {
            int count = 0;
            for (; _next < script.Count && count < maxRows && HasCome(script[_next]) && !script[_next].IsSaid; _next++)
            {
                if (script[_next].Row is { } row) _rows[count++] = row;
                if (script[_next].Mark == ScriptMark.None) continue;
                if (count > 0) break;
                run.Note(script[_next].Mark, (script, _next));
                if (!run.IsPaused) continue;
                _next++;
                break;
            }
            return count;
        }

        // In batch mode nobody waits for a row.
        private bool HasCome(in ScriptedRow<T> row) => run.Mode == JobMode.Batch || row.AtUs <= run.Execution.Clock.NowUs;

        public override string Locate(int index) => $"row {_first + index + 1} of the script";

        protected override void Dispose(bool disposing) { }
    }
}
