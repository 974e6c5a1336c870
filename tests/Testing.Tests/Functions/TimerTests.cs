using Xunit.Abstractions;

namespace Millrace.Testing.Tests.Functions;

/// <summary>Timers against a list of what is set, searched for the earliest each time.</summary>
public class TimerTests(ITestOutputHelper log)
{
    private const int Cases = 1_500;
    private const long StartUs = 1_000_000_000;

    [Fact]
    public void Event_time_timers_fire_as_a_sorted_list_says()
    {
        long fired = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            var reference = new AlarmList();
            using var test = OperatorTest.For(new EventAlarms(), keyBy: row => row.Key);
            var (keys, scaleUs, timers) = Shape(random, 3);
            long watermark = StartUs;
            for (int step = random.Next(1, 20); step > 0; step--)
            {
                var rows = Rows(random, keys, watermark, scaleUs, timers);
                foreach (var (row, _) in rows) reference.Apply(in row);
                Give(test, random, rows);
                if (random.Next(4) == 0) Crash(test, rows);
                Assert.Equal(reference.Count, test.PendingTimers);
                Assert.Empty(test.Output);
                watermark += random.Next(4) == 0 ? 0 : random.NextInt64(1, 2 * scaleUs);
                if (watermark == StartUs || !random.NextBool()) continue;
                test.Watermark(new Timestamp(watermark++));
                fired += Check(reference.FireUntil(watermark - 1), test.Output.Take(), rang => Assert.Equal(rang.At, rang.RowTime));
            }
            Assert.Equal(reference.Count, test.PendingTimers);
            test.End();
            fired += Check(reference.FireUntil(long.MaxValue), test.Output.Take(), rang => Assert.Equal(rang.At, rang.RowTime));
            Assert.Equal((0, 0L, 0L), (test.PendingTimers, test.Tested.Entries, test.StateBytes));
        }
        log.WriteLine($"{Cases} cases, {fired} timers fired");
    }

    [Fact]
    public void Processing_time_timers_fire_at_their_times_as_a_sorted_list_says()
    {
        long fired = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            var reference = new AlarmList();
            using var test = OperatorTest.For(new ClockAlarms(), keyBy: row => row.Key, start: new Timestamp(StartUs));
            var (keys, scaleUs, timers) = Shape(random, 2);
            for (int step = random.Next(1, 20); step > 0; step--)
            {
                var rows = Rows(random, keys, test.Now.Microseconds, scaleUs, timers).Select(pair => (pair.Row with { Again = pair.Row.Timer == 0 ? pair.Row.Again : 0 }, pair.Time)).ToArray();
                foreach (var (row, _) in rows) reference.Apply(in row);
                // Together: what is set for a time that has passed fires behind the last row.
                test.Process(rows);
                long now = test.Now.Microseconds;
                fired += Check(reference.FireUntil(now), test.Output.Take(), rang => Assert.Equal(now, rang.Clock.Microseconds));
                if (random.Next(4) == 0) Crash(test, rows);
                Assert.Equal(reference.Count, test.PendingTimers);
                test.Advance(Duration.FromMicroseconds(random.NextInt64(2 * scaleUs)));
                fired += Check(reference.FireUntil(test.Now.Microseconds), test.Output.Take(), rang => Assert.Equal(rang.At, rang.Clock));
            }
            // At the end those that are set fire, but not those that they set again.
            int set = test.PendingTimers;
            test.End();
            Assert.Equal(set, test.Output.Count);
            Check(reference.TakeAll(), test.Output.Take(), _ => { });
            fired += set;
        }
        log.WriteLine($"{Cases} cases, {fired} timers fired");
    }

    [Fact]
    public void Timers_at_both_ends_of_time_fire()
    {
        using var test = OperatorTest.For(new EventAlarms(), keyBy: row => row.Key);
        test.Process(new AlarmRow("a", AlarmCommand.Set, 0, Timestamp.MaxValue, 0, 0));
        test.Process(new AlarmRow("a", AlarmCommand.Set, 1, Timestamp.MinValue, 0, 0));
        test.Process(new AlarmRow("a", AlarmCommand.Set, 2, new Timestamp(0), 0, 0));
        test.Watermark(new Timestamp(long.MinValue + 1));
        Assert.Equal([1], test.Output.Take().Select(rang => rang.Timer));
        test.Watermark(new Timestamp(long.MaxValue - 1));
        Assert.Equal([2], test.Output.Take().Select(rang => rang.Timer));
        test.End();
        Assert.Equal([0], test.Output.Take().Select(rang => rang.Timer));
    }

    [Fact]
    public void A_timer_that_is_moved_and_cleared_for_ever_takes_no_more_memory()
    {
        using var test = OperatorTest.For(new EventAlarms(), keyBy: row => row.Key);
        for (int i = 0; i < 100_001; i++)
        {
            test.Process(new AlarmRow("a", AlarmCommand.Set, 0, new Timestamp(1_000_000 + i), 0, 0));
            if (i % 3 == 0) test.Process(new AlarmRow("a", AlarmCommand.Clear, 0, default, 0, 0));
        }
        Assert.Equal(1, test.Tested.Checks);
        test.Watermark(new Timestamp(2_000_000));
        Assert.Equal([new Timestamp(1_100_000)], test.Output.Select(rang => rang.At));
    }

    /// <summary>What comes between the snapshot and the crash is undone.</summary>
    private static void Crash(KeyedOperatorTest<AlarmRow, Utf8String, Rang> test, (AlarmRow Row, Timestamp Time)[] rows)
    {
        test.Snapshot();
        test.Process(rows);
        test.Crash();
    }

    private static (string[] Keys, long ScaleUs, int Timers) Shape(Random random, int timers) =>
    (
        [.. Enumerable.Range(0, random.Next(1, 30)).Select(i => i % 2 == 0 ? $"k{i}" : $"a key that is too long to be inline {i}")],
        // From ties everywhere to months.
        (long)Math.Pow(10, random.Next(1, 13)), timers
    );

    private static (AlarmRow Row, Timestamp Time)[] Rows(Random random, string[] keys, long nowUs, long scaleUs, int timers)
    {
        var rows = new (AlarmRow, Timestamp)[random.Next(0, 40)];
        for (int i = 0; i < rows.Length; i++)
        {
            var command = random.Next(10) switch { < 7 => AlarmCommand.Set, < 9 => AlarmCommand.Clear, _ => AlarmCommand.Look };
            long at = nowUs + random.NextInt64(-scaleUs / 4, 4 * scaleUs);
            int again = random.Next(5) == 0 ? random.Next(1, 5) : 0;
            rows[i] = (new AlarmRow(keys[random.Next(keys.Length)], command, random.Next(timers), new Timestamp(at), again, random.NextInt64(1, scaleUs)), new Timestamp(nowUs));
        }
        return rows;
    }

    private static void Give(KeyedOperatorTest<AlarmRow, Utf8String, Rang> test, Random random, (AlarmRow Row, Timestamp Time)[] rows)
    {
        if (random.NextBool())
        {
            test.Process(rows);
            return;
        }
        foreach (var (row, time) in rows) test.Process(in row, time);
    }

    private static int Check(List<(string Key, int Timer, long At)> expected, Rang[] actual, Action<Rang> also)
    {
        // Of timers of the same time any may be first.
        AssertSame(expected.Select(rang => rang.At), actual.Select(rang => rang.At.Microseconds));
        AssertSame(expected.Order(), actual.Select(rang => (rang.Key.ToString(), rang.Timer, rang.At.Microseconds)).Order());
        foreach (var rang in actual) also(rang);
        return actual.Length;
    }

    /// <summary>Compares first and explains afterwards: what the assertion says of collections takes it long to find out.</summary>
    private static void AssertSame<T>(IEnumerable<T> expected, IEnumerable<T> actual)
    {
        if (!expected.SequenceEqual(actual)) Assert.Equal(expected, actual);
    }

    /// <summary>The reference: what is set, by key and timer.</summary>
    private sealed class AlarmList
    {
        private readonly Dictionary<(string Key, int Timer), (long At, int Again, long EveryUs)> _set = [];

        public int Count => _set.Count;

        public void Apply(in AlarmRow row)
        {
            var id = (row.Key.ToString(), row.Timer);
            if (row.Command == AlarmCommand.Set) _set[id] = (row.At.Microseconds, row.Again, row.EveryUs);
            else if (row.Command == AlarmCommand.Clear) _set.Remove(id);
        }

        public List<(string, int, long)> FireUntil(long time)
        {
            var fired = new List<(string, int, long)>();
            while (_set.Count > 0)
            {
                var (id, next) = _set.MinBy(pair => pair.Value.At);
                if (next.At > time) break;
                fired.Add((id.Key, id.Timer, next.At));
                if (next.Again > 0) _set[id] = (next.At + next.EveryUs, next.Again - 1, next.EveryUs);
                else _set.Remove(id);
            }
            return fired;
        }

        public List<(string, int, long)> TakeAll()
        {
            var all = _set.Select(pair => (pair.Key.Key, pair.Key.Timer, pair.Value.At)).OrderBy(rang => rang.At).ToList();
            _set.Clear();
            return all;
        }
    }
}
