using Guide.Aggregates;
using Millrace;

namespace Guide;

public sealed class AggregatesTests
{
    [Fact]
    public async Task The_weather_of_an_hour()
    {
        var job = new WeatherPerHour { Readings = [new("attic", At(5), 10), new("attic", At(20), 14), new("attic", At(40), 12), new("cellar", At(7), 8)] };
        await Run.ToEndAsync(job);
        Assert.Equal([new Weather("attic", At(0), 12, 2, At(20)).ToString(), new Weather("cellar", At(0), 8, double.NaN, At(7)).ToString()], job.Results.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Shares_quantiles_and_lists_of_flights()
    {
        // Delays of 0, 2, …, 38 minutes.
        var job = new FlightNumbers { Flights = [.. Enumerable.Range(0, 20).Select(i => new Flight(At(i), 2 * i, "JFK", $"D{i:00}"))] };
        await Run.ToEndAsync(job);
        Assert.Equal([new Punctuality("JFK", 20, 12, 27).ToString()], job.Punctual);
        Assert.Equal([new Delays("JFK", 18, 36, 38).ToString()], job.Spread);
        var (destinations, delays) = Assert.Single(job.Lists);
        Assert.Equal("[D19, D18, D17]", destinations);
        Assert.Equal($"[{string.Join(", ", Enumerable.Range(0, 20).Select(i => 2 * i))}]", delays);
    }

    private static Timestamp At(int minute) => Timestamp.FromUnixMilliseconds(minute * 60_000L);
}
