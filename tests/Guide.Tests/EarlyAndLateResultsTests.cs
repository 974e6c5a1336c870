using Guide.EarlyAndLateResults;
using Millrace;

namespace Guide;

public sealed class EarlyAndLateResultsTests
{
    [Fact]
    public async Task The_last_result_of_a_window_has_all_rows_and_nothing_is_lost()
    {
        var job = new DeparturesSoFar { Flights = [.. Enumerable.Range(0, 3_000).Select(i => new Flight(Timestamp.FromUnixMilliseconds(i * 20_000L), 300, i % 3 == 0 ? "JFK" : "LAX"))] };
        await Run.ToEndAsync(job);
        Assert.Equal([("JFK", 1_000L), ("LAX", 2_000L)], job.Results.GroupBy(r => r.Origin).Select(g => (g.Key, g.Max(r => r.Flights))).Order());
        Assert.Empty(job.TooLate);
        // Three flights of 300 miles stay below 1,000; four pass it.
        Assert.Equal((1_000 / 4) + (2_000 / 4), job.Distances.Count);
        Assert.All(job.Distances, result => Assert.Equal(1_200, result.Miles));
    }
}
