using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

/// <summary>Windows of so many rows, of rows without event time.</summary>
[Job]
public sealed partial class EveryFewFlights
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<string> Results { get; init; } = [];
    public int Size { get; init; } = 100;

    private void Define(JobBuilder job)
    {
        var byOrigin = job.From(Rows.From(Flights)).KeyBy(f => f.Origin);
        byOrigin.Window(Tumbling.Count(Size))
            .Aggregate(g => (g.Key, Flights: g.Count(), Distance: g.Sum(f => f.Distance), Longest: g.Max(f => f.Destination), Places: g.CountDistinct(f => f.Destination)))
            .Named("hundreds")
            .To(Rows.To(Results.Add, ((Utf8String Key, long Flights, long Distance, Utf8String Longest, long Places) r) => $"t {r.Key} {r.Flights} {r.Distance} {r.Longest} {r.Places}"));
        byOrigin.Window(Sliding.Count(Size, every: 30))
            .Aggregate(g => (g.Key, Flights: g.Count(), Distance: g.Sum(f => f.Distance), Longest: g.Max(f => f.Destination), Places: g.CountDistinct(f => f.Destination)))
            .To(Rows.To(Results.Add, ((Utf8String Key, long Flights, long Distance, Utf8String Longest, long Places) r) => $"s {r.Key} {r.Flights} {r.Distance} {r.Longest} {r.Places}"));
    }
}

/// <summary>Windows of so many rows over a whole stream.</summary>
[Job]
public sealed partial class EveryThousand
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<(long, long)> Results { get; init; } = [];

    private void Define(JobBuilder job) => job
        .From(Rows.From(Flights))
        .WindowAll(Tumbling.Count(1_000))
        .Aggregate(g => (g.Count(), g.Sum(f => f.Distance)))
        .To(Rows.To<(long, long)>(Results.Add));
}

public class CountWindowTests
{
    private static readonly Flight[] Flights = [.. DisorderedFlights.Make(12_345)];

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task A_result_follows_every_so_many_rows_of_a_key(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<string>();
        await Run.ToEndAsync(new EveryFewFlights { Flights = Flights, Results = results }, parallelism, mode);
        List<string> expected = [];
        foreach (var group in Flights.GroupBy(f => f.Origin.ToString()))
        {
            var rows = group.ToList();
            for (int end = 100; end <= rows.Count; end += 100) expected.Add(Of('t', group.Key, rows[(end - 100)..end]));
            for (int end = 30; end <= rows.Count; end += 30) expected.Add(Of('s', group.Key, rows[Math.Max(0, end - 100)..end]));
        }
        Assert.Equal(expected.Order(), results.Order());
    }

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task A_whole_stream_has_windows_of_so_many_rows(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<(long, long)>();
        await Run.ToEndAsync(new EveryThousand { Flights = Flights, Results = results }, parallelism, mode);
        Assert.Equal(Enumerable.Repeat(1_000L, 12), results.Select(r => r.Item1));
        if (parallelism == 1) Assert.Equal(Flights.Take(12_000).Chunk(1_000).Select(chunk => chunk.Sum(f => (long)f.Distance)).Order(), results.Select(r => r.Item2).Order());
    }

    private static string Of(char kind, string key, List<Flight> rows) =>
        $"{kind} {key} {rows.Count} {rows.Sum(f => f.Distance)} {rows.Max(f => f.Destination)} {rows.Select(f => f.Destination).Distinct().Count()}";
}
