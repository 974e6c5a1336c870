using Millrace.Connectors;

namespace Millrace.Testing;

/// <summary>Splits whose rows come at times of a simulation's clock.</summary>
/// <param name="splits">The rows.</param>
/// <param name="text">Their text, which a job needs also when the test has nothing more to do with the script.</param>
internal sealed class ScriptedSource<T>(List<List<ScriptedRow<T>>> splits, KeptText text) : SplitSource<T> where T : unmanaged
{
    private JobTestRun? _run;

    public override string Describe() => "script";

    public override ValueTask<IReadOnlyList<SourceSplit>> OpenAsync(CancellationToken cancellation)
    {
        _run = JobTest.Running ?? throw new ConnectorException("A scripted source has virtual time, so its job must be run by JobTest.RunAsync.");
        // As if without end, though it comes: all are open from the start, where bounded ones would be read in the order of their times.
        return new([.. splits.Select((_, i) => new SourceSplit($"script {i}", i, Bounded: false))]);
    }

    public override SplitReader<T> CreateReader(SourceSplit split, Action wake) => new Reader(_run!, splits[split.Group], text, wake);

    private sealed class Reader(JobTestRun run, List<ScriptedRow<T>> script, KeptText text, Action wake) : SplitReader<T>
    {
        private T[] _rows = new T[16];
        private int _next;
        private int _first;

        public override long Position => _next;

        public override ReadResult Read(int maxRows, out ReadOnlySpan<T> rows)
        {
            GC.KeepAlive(text);
            _first = _next;
            if (_rows.Length < maxRows) _rows = new T[maxRows];
            int count = 0;
            if (!run.IsPaused) count = Take(maxRows);
            rows = _rows.AsSpan(0, count);
            if (count > 0) return ReadResult.Rows;
            if (run.IsPaused) run.AwaitEndOfPause(wake);
            else if (_next == script.Count) return ReadResult.End;
            else run.Execution.CallAt(script[_next].AtUs, wake);
            return ReadResult.Wait;
        }

        internal override void StartAt(long position) => _next = (int)Math.Min(position, script.Count);

        /// <summary>Rows that have come, up to the next mark, which takes effect when the job has had those before it.</summary>
        private int Take(int maxRows)
        {
            int count = 0;
            for (; _next < script.Count && count < maxRows && script[_next].AtUs <= run.Execution.Clock.NowUs; _next++)
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

        public override string Locate(int index) => $"row {_first + index + 1} of the script";

        protected override void Dispose(bool disposing) { }
    }
}
