using Millrace.Core.Tests.Operators;
using Millrace.Core.Tests.Operators.Joins;
using Millrace.Testing;

namespace Millrace.Jobs.Tests.Randomized;

/// <summary>
/// Two random streams (disorder, ties, a hot key, long text, perhaps no rows, perhaps the earliest and latest times that rows can have) in splits, some of them idle
/// for a while or empty, and how a job is to run over them: at parallelism 1, 2 or 5, as a stream whose rows are all waited for, as one with late
/// rows, or in batch mode.
/// </summary>
internal sealed class RandomCase
{
    private readonly Random _random;

    public RandomCase(int seed)
    {
        Seed = seed;
        _random = new Random(seed);
        var script = JoinScript.Random(seed, Timestamp.Earliest.Microseconds, Timestamp.Latest.Microseconds);
        var sides = new List<Reading>[] { [], [] };
        foreach (var step in script.Events)
            foreach (var row in step.Rows) sides[step.Side].Add(row.Row);
        if (seed % 50 == 49) sides = [[], []];
        (Left, Right) = ([.. sides[0]], [.. sides[1]]);
        Mode = seed % 3 == 2 ? JobMode.Batch : JobMode.Streaming;
        IsWaitedFor = seed % 3 == 0;
        Parallelism = (seed / 3 % 3) switch { 0 => 1, 1 => 2, _ => 5 };
        long disorder = Math.Max(Disorder(Left), Disorder(Right));
        Slack = new Duration(IsWaitedFor ? disorder : disorder / 4);
    }

    public int Seed { get; }

    public Reading[] Left { get; }

    public Reading[] Right { get; }

    public JobMode Mode { get; }

    public int Parallelism { get; }

    /// <summary>True if no row can be late: in batch mode, and where the job waits long enough.</summary>
    public bool HasNoLate => IsWaitedFor || Mode == JobMode.Batch;

    /// <summary>The out-of-orderness of the job.</summary>
    public Duration Slack { get; }

    private bool IsWaitedFor { get; }

    /// <summary>The rows of each split of the source made last, in order.</summary>
    public IReadOnlyList<Reading[]> Splits { get; private set; } = [];

    /// <summary>The rows as a script, or now and then as an array.</summary>
    public RowsSource<Reading> Source(Reading[] rows)
    {
        if (_random.Next(4) == 0)
        {
            Splits = [rows];
            return Rows.From(rows);
        }
        var splits = new List<Reading>[_random.Next(1, 5)];
        for (int i = 0; i < splits.Length; i++) splits[i] = [];
        int open = _random.Next(1, splits.Length + 1);
        foreach (var row in rows) splits[_random.Next(open)].Add(row);
        Splits = [.. splits.Select(split => split.ToArray())];
        var source = new TestSource<Reading>();
        for (int i = 0; i < splits.Length; i++)
        {
            if (i > 0) source.Split();
            for (int from = 0, next; from < splits[i].Count; from = next)
            {
                if (_random.Next(3) == 0) source.Pause(Duration.Milliseconds(_random.Next(400)));
                next = Math.Min(splits[i].Count, from + _random.Next(1, 40));
                source.Rows([.. splits[i][from..next]]);
            }
            if (_random.Next(4) == 0) source.Pause(Duration.Milliseconds(_random.Next(1_000)));
        }
        return source;
    }

    /// <summary>How often the job crashes, as a stream.</summary>
    public int Crashes => Mode == JobMode.Streaming ? Seed / 7 % 3 : 0;

    /// <summary>Runs a job, and holds against it late rows where there can be none.</summary>
    public async Task RunAsync<TJob>(TJob job) where TJob : class, IJob<TJob>
    {
        var collected = Collected.Of(job);
        try
        {
            var result = await JobTest.RunAsync(job, new JobTestOptions
            {
                Seed = Seed,
                Parallelism = Parallelism,
                Mode = Mode,
                MemoryBytes = 512 << 20,
                Crashes = Crashes,
                OnSnapshot = collected.Note,
                OnCrash = collected.TakeBack,
                // A split that is idle for long holds nobody back, and its rows may then be late.
                IdleTimeout = HasNoLate ? Duration.Zero : Duration.Milliseconds(200),
            });
            if (HasNoLate) Assert.Equal(0, result.LateRows);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{this}: {failure.Message}", failure);
        }
    }

    /// <summary>Compares results with what they should be, in any order.</summary>
    public void Agree(string what, IEnumerable<string> expected, IEnumerable<string> actual)
    {
        var wanted = expected.Order(StringComparer.Ordinal).ToList();
        var found = actual.Order(StringComparer.Ordinal).ToList();
        if (wanted.SequenceEqual(found)) return;
        var missing = Less(wanted, found);
        var extra = Less(found, wanted);
        Assert.Fail($"{this}, {what}: {wanted.Count} results expected, {found.Count} found. Missing: {string.Join("; ", missing.Take(5))}. Not expected: {string.Join("; ", extra.Take(5))}.");
    }

    public override string ToString() => $"case {Seed} ({Mode}, parallelism {Parallelism}, {(HasNoLate ? "no late rows" : "late rows")}, {Left.Length} and {Right.Length} rows, {Crashes} crashes)";

    private static List<string> Less(List<string> from, List<string> taken)
    {
        var left = taken.GroupBy(row => row).ToDictionary(group => group.Key, group => group.Count());
        return [.. from.Where(row => !left.TryGetValue(row, out int count) || (left[row] = count - 1) < 0)];
    }

    private static long Disorder(Reading[] rows)
    {
        long highest = long.MinValue, disorder = 0;
        foreach (var row in rows)
        {
            highest = Math.Max(highest, row.Time);
            disorder = Math.Max(disorder, highest - row.Time);
        }
        return disorder;
    }
}
