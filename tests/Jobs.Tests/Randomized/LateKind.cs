using Millrace.Core.Tests.Operators;
using Millrace.Core.Tests.Operators.Joins;
using Millrace.Operators;

namespace Millrace.Jobs.Tests.Randomized;

/// <summary>What is known of the stream that a job has read.</summary>
/// <param name="Splits">The rows of each split, in order.</param>
/// <param name="HasNoLate">No row can be late.</param>
/// <param name="IsBatch">Each window fires once.</param>
internal sealed record LateInput(IReadOnlyList<Reading[]> Splits, bool HasNoLate, bool IsBatch)
{
    /// <summary>The watermark that a row finds; null if that depends on the interleaving.</summary>
    public Func<int, long>? WatermarkAt { get; init; }

    /// <summary>Rows and watermarks in the order in which operators have them; null if that depends on the interleaving.</summary>
    public JoinScript? InOrder { get; init; }
}

/// <summary>Windows of one kind of <see cref="EveryLateWindow"/>, and what must be true of its results.</summary>
/// <param name="Name">Their name.</param>
/// <param name="Spec">Where they lie.</param>
internal sealed record LateKind(string Name, WindowSpec Spec)
{
    /// <summary>How long they are kept, in microseconds; null if they fire once.</summary>
    public long? Lateness { get; init; }

    /// <summary>Each result has the rows since the one before.</summary>
    public bool IsDiscarding { get; init; }

    private bool HasNoKey => Name.StartsWith("all", StringComparison.Ordinal);

    // Rows cross the exchange in order, where what is gathered before it goes at another time than late rows.
    private bool IsInOrder => Name.EndsWith("listed", StringComparison.Ordinal);

    public void Check(LateInput input, HeldResults results)
    {
        var late = results.Late.Where(row => row.Kind == Name).ToDictionary(row => row.Row, row => row.Lateness);
        Assert.True(late.Values.All(lateness => lateness >= 0), "A row in time is not late.");
        if (input.HasNoLate) Assert.Empty(late);
        if (Spec.Kind == WindowKind.Session)
        {
            CheckSessions(input, results, late);
            return;
        }
        var firings = results.Windows.Where(row => row.Kind == Name).GroupBy(row => (row.Sensor, row.Start, row.End), row => row.Rows).ToDictionary(group => group.Key, group => group.ToList());
        var held = firings.ToDictionary(window => window.Key, window => Rows(window.Value, input.IsBatch));
        var expected = new Dictionary<(string, long, long), (List<int> InTime, int After)>();
        int memberships = 0;
        foreach (var split in input.Splits)
        {
            var passed = new Dictionary<string, long>();
            foreach (var row in split)
            {
                string key = KeyOf(row);
                var windows = WindowsOf(row.Time);
                int missing = windows.FindIndex(window => held.TryGetValue((key, window.Start, window.End), out var rows) && rows.Contains(row.Value));
                if (missing < 0) missing = windows.Count;
                // The watermark goes on, so a row that joins a window joins all that end later; and it is late if it joins none.
                foreach (var (start, end) in windows[missing..]) Assert.Contains(row.Value, held[(key, start, end)]);
                Assert.True((windows.Count > 0 && missing == windows.Count) == late.ContainsKey(row.Value), $"Row {row.Value} is in {windows.Count - missing} windows of {windows.Count}, late: {late.ContainsKey(row.Value)}.");
                memberships += windows.Count - missing;
                if (input.HasNoLate) Assert.Equal(0, missing);
                if (IsInOrder)
                {
                    // A window that was over for a row is over for those that come after it.
                    long over = passed.GetValueOrDefault(key, long.MinValue);
                    Assert.True(missing >= windows.Count(window => window.End <= over), $"Row {row.Value} has joined a window that ended before {over}.");
                    if (missing > 0) passed[key] = Math.Max(over, windows[missing - 1].End);
                }
                if (input.WatermarkAt?.Invoke(row.Value) is not { } watermark) continue;
                Assert.Equal(windows.Count(window => window.End - 1 + (Lateness ?? 0) <= watermark), missing);
                if (windows.Count > 0 && missing == windows.Count) Assert.Equal(watermark - (windows[^1].End - 1), late[row.Value]);
                foreach (var (start, end) in windows[missing..])
                {
                    var (inTime, after) = expected.GetValueOrDefault((key, start, end), ([], 0));
                    if (end - 1 <= watermark) after++;
                    else inTime.Add(row.Value);
                    expected[(key, start, end)] = (inTime, after);
                }
            }
        }
        Assert.Equal(held.Values.Sum(rows => rows.Count), memberships);
        // Once for the rows in time, and then for each that comes later.
        foreach (var (window, (inTime, after)) in expected)
        {
            Assert.Equal(after + Math.Min(inTime.Count, 1), firings[window].Count);
            if (inTime.Count > 0) Assert.Equal(inTime.Order(), firings[window][0]);
        }
    }

    private HashSet<int> Rows(List<int[]> firings, bool isBatch)
    {
        if (Lateness is null || isBatch) Assert.Single(firings);
        HashSet<int> rows = [];
        foreach (int[] firing in firings)
        {
            Assert.NotEmpty(firing);
            if (IsDiscarding) Assert.False(rows.Overlaps(firing), "A result that discards has rows of one before.");
            else Assert.True(rows.IsProperSubsetOf(firing), "A corrected result has no row more than the one before.");
            rows.UnionWith(firing);
        }
        return rows;
    }

    private void CheckSessions(LateInput input, HeldResults results, Dictionary<int, long> late)
    {
        var rows = input.Splits.SelectMany(split => split).ToDictionary(row => row.Value);
        var sessions = results.Windows.Where(row => row.Kind == Name).ToList();
        // Each row is in one session or late.
        Assert.Equal(rows.Keys.Order(), sessions.SelectMany(session => session.Rows).Concat(late.Keys).Order());
        foreach (var session in sessions)
        {
            Assert.All(session.Rows, row => Assert.Equal(session.Sensor, KeyOf(rows[row])));
            long[] times = [.. session.Rows.Select(row => rows[row].Time).Order()];
            Assert.Equal((times[0], times[^1] + Spec.SizeUs), (session.Start, session.End));
            Assert.True(times.Zip(times.Skip(1)).All(pair => pair.Second - pair.First <= Spec.SizeUs), "Rows of a session are more than a gap apart.");
        }
        if (input.InOrder is not { } script) return;
        List<string> expected = [];
        var reference = new WindowReference(Spec, (sensor, _, end, left, _) => expected.Add($"{sensor} {end} {string.Join(',', left.Select(row => row.Value).Order())}"));
        reference.Play(HasNoKey ? new([.. script.Events.Select(step => step with { Rows = [.. step.Rows.Select(row => new Runtime.Timed<Reading>(row.Time, row.Row with { Sensor = default }))] })]) : script);
        Assert.Equal(expected.Order(StringComparer.Ordinal), sessions.Select(session => $"{session.Sensor} {session.End} {string.Join(',', session.Rows)}").Order(StringComparer.Ordinal));
        Assert.Equal(reference.Late.Order(StringComparer.Ordinal), late.Select(row => $"left {rows[row.Key].Time} {row.Key} {row.Value}").Order(StringComparer.Ordinal));
    }

    private string KeyOf(Reading row) => HasNoKey ? "" : row.Sensor.ToString();

    /// <summary>The windows of a time, by their ends.</summary>
    private List<(long Start, long End)> WindowsOf(long time)
    {
        List<(long, long)> windows = [];
        if (Spec.Kind == WindowKind.Cumulating)
        {
            long longest = Spec.LongestStart(time);
            for (long end = longest + Spec.PaneUs; end <= longest + Spec.SizeUs; end += Spec.PaneUs)
                if (time < end) windows.Add((longest, end));
        }
        else
        {
            for (long start = Spec.LastStart(time); start + Spec.SizeUs > time; start -= Spec.SlideUs) windows.Insert(0, (start, start + Spec.SizeUs));
        }
        return windows;
    }
}
