namespace Millrace.Jobs.Tests;

/// <summary>Rankings with ties and without windows are those of LINQ, at parallelism 1 and more.</summary>
public class RankingTests
{
    // In one split, so that the order in which rows come is known; no two at one time.
    private static readonly Flight[] Flights = [.. DisorderedFlights.Make(3_000).Select((f, i) => f with { Date = f.Date + new Duration(i) })];

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Windows_keep_rows_that_tie_with_the_last(int parallelism, JobMode mode)
    {
        foreach (int most in new[] { 1, 4, 5_000 })
        {
            var job = new TiedFlights { Flights = Flights, Most = most };
            await Run.ToEndAsync(job, parallelism, mode);
            var sliding = Flights.SelectMany(f => Enumerable.Range(0, 3).Select(i => (Flight: f, Start: Floor(f, 10) - Duration.Minutes(i * 10))));
            Assert.Equal(sliding.GroupBy(x => (x.Flight.Origin, x.Start), x => x.Flight).SelectMany(group => Tied(group, f => f.Delay, most)).Order(), job.Sliding.Order());
            Assert.Equal(Flights.GroupBy(f => Floor(f, 60)).SelectMany(group => Tied(group, f => f.Origin, most)).Order(), job.All.Order());
        }
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task Without_a_window_a_row_comes_when_it_enters_the_ranking(int parallelism, JobMode mode)
    {
        const int Most = 5;
        var job = new RankingsSoFar { Flights = Flights, Most = Most };
        await Run.ToEndAsync(job, parallelism, mode);
        var rows = Run.InOrder(Flights, mode);
        var byKey = rows.GroupBy(f => f.Origin).Select(group => group.ToList()).ToList();
        Agree(job.Keyed, byKey, f => f.Delay, (_, _) => 0, false);
        Agree(job.Then, byKey, f => f.Delay, (a, b) => a.Destination.CompareTo(b.Destination), false, f => f.Distance > 100);
        Agree(job.Tied, byKey, f => f.Delay, (_, _) => 0, true);
        Agree(job.All, [[.. rows]], f => f.Distance, (_, _) => 0, false);

        void Agree(IEnumerable<string> found, List<List<Flight>> groups, Func<Flight, int> by, Comparison<Flight> then, bool keepsTies, Func<Flight, bool>? passes = null)
        {
            List<string> expected = [];
            foreach (var group in groups)
            {
                List<Flight> best = [];
                foreach (var flight in group)
                {
                    best.Add(flight);
                    best = [.. best.OrderByDescending(by).ThenBy(f => f, Comparer<Flight>.Create(then)).ThenBy(f => f.Date)];
                    best = [.. best.Where((f, i) => Rank(f, i) <= Most)];
                    int at = best.IndexOf(flight);
                    if (mode == JobMode.Streaming && at >= 0 && passes?.Invoke(flight) != false) expected.Add($"{Rank(flight, at)} {flight}");
                }
                if (mode == JobMode.Batch) expected.AddRange(best.Select((f, i) => (Rank: Rank(f, i), Flight: f)).Where(x => passes?.Invoke(x.Flight) != false).Select(x => $"{x.Rank} {x.Flight}"));

                int Rank(Flight flight, int index) => keepsTies ? 1 + best.Count(other => by(other) > by(flight)) : index + 1;
            }
            Assert.Equal(expected.Order(), found.Order());
        }
    }

    [Fact]
    public async Task A_ranking_of_no_rows_ends_the_job() =>
        Assert.Contains("at least 1", (await Assert.ThrowsAnyAsync<Exception>(() => Run.ToEndAsync(new RankingsSoFar { Flights = Flights }))).ToString(), StringComparison.Ordinal);

    private static IEnumerable<string> Tied<TBy>(IEnumerable<Flight> group, Func<Flight, TBy> by, int most) where TBy : IComparable<TBy>
    {
        Flight[] rows = [.. group];
        return rows.Select(f => (Rank: 1 + rows.Count(other => by(other).CompareTo(by(f)) > 0), Flight: f)).Where(x => x.Rank <= most).Select(x => $"{x.Rank} {x.Flight}");
    }

    private static Timestamp Floor(Flight flight, int minutes) => new(flight.Date.Microseconds / (minutes * 60_000_000L) * (minutes * 60_000_000L));
}
