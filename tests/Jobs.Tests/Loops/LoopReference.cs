namespace Millrace.Jobs.Tests.Loops;

/// <summary>What the loops' jobs should give, computed slowly and plainly.</summary>
internal static class LoopReference
{
    public static Trial[] Numbers(int count) => [.. Enumerable.Range(1, count).Select(n => new Trial(n, n, 0))];

    public static IEnumerable<(long, int)> CollatzSteps(Trial[] numbers)
    {
        foreach (var number in numbers)
        {
            int steps = 0;
            for (long now = number.Now; now != 1; steps++) now = now % 2 == 0 ? now / 2 : 3 * now + 1;
            yield return (number.Start, steps);
        }
    }

    public static Link[] Links(Random random, int nodes, int links) =>
        [.. Enumerable.Range(0, links).Select(_ => new Link(random.Next(nodes), random.Next(nodes)))];

    public static Dictionary<int, int> Components(Link[] links)
    {
        var least = new Dictionary<int, int>();
        foreach (var (from, to) in links) (least[from], least[to]) = (from, to);
        for (bool changes = true; changes;)
        {
            changes = false;
            foreach (var (from, to) in links)
            {
                int both = Math.Min(least[from], least[to]);
                changes |= least[from] != both || least[to] != both;
                (least[from], least[to]) = (both, both);
            }
        }
        return least;
    }

    /// <summary>Rows in order of time but for a few ticks, each with a number of rounds to go.</summary>
    public static Visit[] Visits(Random random, int count, int mostRounds, int stepUs = 250_000) =>
        [.. Enumerable.Range(0, count).Select(i => new Visit(i, Timestamp.FromUnixSeconds(1_000) + new Duration((long)i * stepUs - random.Next(1_000_000)), 1 + (int)(Math.Pow(random.NextDouble(), 4) * mostRounds)))];

    public static IEnumerable<(long, int, long)> Behind(Visit[] visits) => visits
        .GroupBy(v => (Start: Floor(v.Time.Microseconds, 10_000_000), Key: v.Id % 3)).Select(g => (g.Key.Start, g.Key.Key, (long)g.Count()));

    public static IEnumerable<(long, int, long)> Inside(Visit[] visits) => visits
        .SelectMany(v => new[] { 0, 1 }.Select(back => (Visit: v, Start: Floor(v.Time.Microseconds, 5_000_000) - back * 5_000_000L)))
        .GroupBy(x => (x.Start, Key: x.Visit.Id % 3)).Select(g => (g.Key.Start, g.Key.Key, g.Sum(x => (long)x.Visit.Left)));

    /// <summary>A link from each node that rows begin at.</summary>
    public static Link[] Table(Random random, Visit[] visits) => [.. visits.Select(v => new Link(v.Id, visits[random.Next(visits.Length)].Id))];

    public static IEnumerable<(long, int)> Hops(Visit[] visits, Link[] table)
    {
        foreach (var visit in visits)
        {
            int node = visit.Id;
            for (int left = visit.Left; left > 0; left--) node = table[node].To;
            yield return (visit.Time.Microseconds, node);
        }
    }

    private static long Floor(long time, long size) => time - time % size;
}
