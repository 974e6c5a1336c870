using Millrace.Core.Tests.Operators;
using Millrace.Core.Tests.Operators.Joins;
using Millrace.Runtime;
using Millrace.Testing;

namespace Millrace.Jobs.Tests.Randomized;

/// <summary>
/// A random stream in splits that say their watermarks themselves, some of them lagging, idle for a while or ended early. It goes on in rounds: first come rows, then
/// all watermarks move, then there is time for these to arrive everywhere; so what is late is known, whatever the parallelism and the interleaving.
/// </summary>
internal sealed class WatermarkedStream
{
    private const long RoundUs = 1_000_000, RowsUs = 100_000, MovesUs = 300_000;

    private readonly Dictionary<int, long> _watermarks = [];
    private readonly List<JoinScript.Event> _events = [];

    public WatermarkedStream(int seed, int parallelism)
    {
        var random = new Random(seed);
        var splits = new SplitState[random.Next(1, 6)];
        for (int i = 0; i < splits.Length; i++) splits[i] = new();
        var reached = new long[parallelism];
        Array.Fill(reached, long.MinValue);
        long watermark = long.MinValue, startUs = 0;
        foreach (var (rows, next) in Rounds(JoinScript.Random(seed, Timestamp.Earliest.Microseconds, Timestamp.Latest.Microseconds)))
        {
            foreach (var split in splits)
            {
                split.Go(startUs);
                // An idle split comes back by what it says, or by a row.
                if (split is { IsIdle: true, HasEnded: false } && random.Next(3) == 0) split.Say(split.Watermark);
            }
            SplitState[] open = [.. splits.Where(split => !split.HasEnded && (!split.IsIdle || random.Next(2) == 0))];
            foreach (var row in rows)
            {
                var split = open[random.Next(open.Length)];
                if (random.Next(20) == 0) split.Go(Math.Min(split.AtUs + random.NextInt64(RowsUs / 4), startUs + RowsUs));
                split.Give(row);
                _watermarks.Add(row.Value, watermark);
            }
            _events.Add(new JoinScript.Event(0, [.. rows.Select(row => new Timed<Reading>(row.Time, row))], 0));
            foreach (var split in splits.Where(split => !split.HasEnded))
            {
                split.Go(startUs + MovesUs);
                // The first never rests, or the one furthest ahead would decide.
                bool mayRest = split != splits[0];
                if (split.IsIdle) continue;
                if (mayRest && random.Next(6) == 0) split.Rest();
                else if (mayRest && random.Next(15) == 0) split.HasEnded = true;
                else if (random.Next(5) != 0) split.Say(Math.Max(split.Watermark, next + (random.Next(2) == 0 ? 0 : random.Next(-20, 50))));
            }
            long lowest = long.MaxValue;
            for (int subtask = 0; subtask < parallelism; subtask++)
            {
                SplitState[] its = [.. splits.Where((split, i) => i % parallelism == subtask && !split.HasEnded)];
                if (its.Length == 0) continue;
                SplitState[] heard = [.. its.Where(split => !split.IsIdle)];
                reached[subtask] = Math.Max(reached[subtask], heard.Length > 0 ? heard.Min(split => split.Watermark) : its.Max(split => split.Watermark));
                if (heard.Length > 0) lowest = Math.Min(lowest, reached[subtask]);
            }
            _events.Add(new JoinScript.Event(-1, [], watermark = Math.Max(watermark, lowest)));
            startUs += RoundUs;
        }
        _events.Add(new JoinScript.Event(-1, [], long.MaxValue));
        Splits = [.. splits.Select(split => split.Rows.ToArray())];
        var source = new TestSource<Reading>();
        for (int i = 0; i < splits.Length; i++) splits[i].Write(i == 0 ? source : source.Split());
        Source = source;
    }

    public RowsSource<Reading> Source { get; }

    /// <summary>The rows of each split, in order.</summary>
    public IReadOnlyList<Reading[]> Splits { get; }

    /// <summary>Rows and watermarks as an operator has them, if the order within a round does not matter, or there is but one split.</summary>
    public JoinScript InOrder => new(_events);

    /// <summary>The watermark that a row finds.</summary>
    public long WatermarkAt(int row) => _watermarks[row];

    private static IEnumerable<(List<Reading> Rows, long Watermark)> Rounds(JoinScript script)
    {
        List<Reading> rows = [];
        foreach (var step in script.Events)
        {
            rows.AddRange(step.Rows.Select(row => row.Row));
            // At the end, splits only end.
            if (step.Side >= 0 || step.Watermark == long.MaxValue) continue;
            yield return (rows, step.Watermark);
            rows = [];
        }
        yield return (rows, long.MinValue);
    }

    /// <summary>What a split has done so far, in order.</summary>
    private sealed class SplitState
    {
        private readonly List<Action<TestSource<Reading>>> _script = [source => source.Watermark(Timestamp.MinValue)];

        public List<Reading> Rows { get; } = [];

        public long AtUs { get; private set; }

        public long Watermark { get; private set; } = long.MinValue;

        public bool IsIdle { get; private set; }

        public bool HasEnded { get; set; }

        public void Go(long timeUs)
        {
            if (HasEnded) return;
            var pause = new Duration(timeUs - AtUs);
            AtUs = timeUs;
            _script.Add(source => source.Pause(pause));
        }

        public void Give(Reading row)
        {
            IsIdle = false;
            Rows.Add(row);
            _script.Add(source => source.Rows(row));
        }

        public void Say(long watermark)
        {
            IsIdle = false;
            Watermark = watermark;
            _script.Add(source => source.Watermark(new Timestamp(watermark)));
        }

        public void Rest()
        {
            IsIdle = true;
            _script.Add(source => source.Idle());
        }

        public void Write(TestSource<Reading> source)
        {
            foreach (var step in _script) step(source);
        }
    }
}
