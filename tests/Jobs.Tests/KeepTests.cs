using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

/// <summary>Operators that let some rows of each key pass give the same rows as LINQ, at parallelism 1 and more.</summary>
public class KeepTests
{
    // In few splits, and in more than there are subtasks.
    private static readonly Flight[] Few = [.. DisorderedFlights.Make(5_000)], Many = [.. DisorderedFlights.Make(150_000)];

    public static TheoryData<int, bool> Cases => new() { { 1, false }, { 2, false }, { 5, false }, { 1, true }, { 2, true }, { 5, true } };

    private static Flight[] Flights(bool many) => many ? Many : Few;

    [Theory, MemberData(nameof(Cases))]
    public async Task Distinct_lets_every_row_of_a_union_pass_once(int parallelism, bool many)
    {
        var results = new ConcurrentBag<string>();
        await Run.ToEndAsync(new Routes { Flights = Flights(many), Results = results }, parallelism);
        var expected = Flights(many).Where(f => (f.Delay > 20 || f.Distance > 1_000) && f.Origin != f.Destination).Select(f => $"{f.Origin}-{f.Destination}").Distinct();
        Assert.Equal(expected.Order(), results.Order());
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Distinct_rows_keep_their_event_time_and_watermark(int parallelism, bool many)
    {
        var results = new ConcurrentBag<(string, long)>();
        await Run.ToEndAsync(new DistinctDelays { Flights = Flights(many), Results = results }, parallelism);
        var expected = Flights(many).Select(f => (Origin: f.Origin.ToString(), f.Delay)).Distinct().GroupBy(x => x.Origin).Select(group => (group.Key, (long)group.Count()));
        Assert.Equal(expected.Order(), results.Order());
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Distinct_knows_more_rows_than_it_remembers_before_an_exchange(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<(string, long)>();
        await Run.ToEndAsync(new DistinctTimes { Flights = Many, Results = results }, parallelism, mode);
        var expected = Many.Select(f => (f.Origin.ToString(), f.Date.Microseconds)).Distinct().ToArray();
        Assert.InRange(expected.Length, 100_000, Many.Length - 1_000);
        Assert.Equal(expected.Order(), results.Order());
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(5)]
    public async Task The_last_row_of_a_key_is_the_same_at_any_parallelism_but_not_how_many_pass_before(int parallelism)
    {
        // Several splits. Rows of a key that have the same time lie in one of them.
        Number[] numbers = [.. Enumerable.Range(0, 300_000).Select(i => new Number(i, $"k{i % 4}", new Timestamp(i / 16)))];
        var results = new ConcurrentQueue<(string Place, int Value)>();
        await Run.ToEndAsync(new LatestNumbers { Numbers = numbers, Results = results }, parallelism);
        Assert.Equal(Enumerable.Range(0, 4).Select(k => ($"k{k}", numbers.Length - 4 + k)), results.GroupBy(row => row.Place).Select(group => group.Last()).Order());
        // With one subtask, rows in order all pass; with more, some find that a later one was faster.
        Assert.InRange(results.Count, parallelism == 1 ? numbers.Length : 4, numbers.Length);
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Keep_first_lets_the_first_row_of_each_key_pass(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<(string, int, long)>();
        await Run.ToEndAsync(new FirstFlights { Flights = Few, Results = results }, parallelism, mode);
        var expected = Few.GroupBy(f => (f.Origin, f.Delay)).Select(group => (group.Key.Origin.ToString(), group.Key.Delay, group.First().Date.Microseconds));
        Assert.Equal(expected.Order(), results.Order());
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Keep_first_lets_one_row_of_each_key_pass_whatever_split_it_comes_from(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<(string, int, long)>();
        await Run.ToEndAsync(new FirstFlights { Flights = Many, Results = results }, parallelism, mode);
        var expected = Many.Select(f => (f.Origin.ToString(), f.Delay)).Distinct();
        Assert.Equal(expected.Order(), results.Select(r => (r.Item1, r.Item2)).Order());
        Assert.Subset(Many.Select(f => (f.Origin.ToString(), f.Delay, f.Date.Microseconds)).ToHashSet(), results.ToHashSet());
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Keep_last_lets_rows_pass_that_are_not_older_than_their_keys_latest(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<(string, long)>();
        var untimed = new ConcurrentBag<(string, long)>();
        await Run.ToEndAsync(new LatestFlights { Flights = Few, Results = results, Untimed = untimed }, parallelism, mode);
        var latest = new Dictionary<string, long>();
        List<(string, long)> expected = [];
        foreach (var flight in Run.InOrder(Few, mode))
        {
            string origin = flight.Origin.ToString();
            if (latest.TryGetValue(origin, out long time) && flight.Date.Microseconds < time) continue;
            latest[origin] = flight.Date.Microseconds;
            expected.Add((origin, flight.Date.Microseconds));
        }
        var all = Few.Select(f => (Origin: f.Origin.ToString(), f.Date.Microseconds));
        if (mode == JobMode.Batch)
        {
            // Only the last row of each key; without times, the last that came.
            expected = [.. expected.GroupBy(row => row.Item1).Select(g => g.Last())];
            all = all.GroupBy(row => row.Origin).Select(g => g.Last());
        }
        Assert.Equal(expected.Order(), results.Order());
        Assert.Equal(all.Order(), untimed.Order());
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Keep_last_ends_with_the_latest_row_of_each_key_whatever_split_it_comes_from(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<(string, long)>();
        await Run.ToEndAsync(new LatestFlights { Flights = Many, Results = results }, parallelism, mode);
        var expected = Many.GroupBy(f => f.Origin.ToString()).Select(group => (group.Key, group.Max(f => f.Date.Microseconds)));
        Assert.Equal(expected.Order(), results.GroupBy(r => r.Item1).Select(group => (group.Key, group.Max(r => r.Item2))).Order());
    }
}
