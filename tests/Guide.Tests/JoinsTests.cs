using Guide.Joins;
using Millrace;

namespace Guide;

public sealed class JoinsTests
{
    [Fact]
    public async Task Clicks_of_a_session_that_buys()
    {
        var job = new Influences
        {
            Clicks = [new("ada", At(0), "home"), new("ada", At(20), "shoes"), new("ada", At(120), "late"), new("bob", At(1), "home")],
            Purchases = [new("ada", At(45), "boots"), new("bob", At(40), "hat")],
        };
        await Run.ToEndAsync(job);
        Assert.Equal(["home boots", "shoes boots"], job.Results.Order());
    }

    [Fact]
    public async Task Departures_and_arrivals_of_an_hour()
    {
        var job = new Balances
        {
            Departures = [new(At(5), "JFK"), new(At(6), "JFK"), new(At(70), "LAX")],
            Arrivals = [new(At(10), "JFK", 120), new(At(50), "JFK", 80), new(At(20), "ORD", 7)],
        };
        await Run.ToEndAsync(job);
        Assert.Equal([$"JFK {At(0)} 2 2 200", $"LAX {At(60)} 1 0 0", $"ORD {At(0)} 0 1 7"], job.Results.Order());
    }

    [Fact]
    public async Task Orders_with_their_price_and_their_payment()
    {
        var job = new PricedOrders
        {
            Orders = [new(1, At(10), "pen"), new(2, At(30), "pen"), new(3, At(5), "ink")],
            Prices = [new("pen", At(10), 200), new("pen", At(31), 250), new("ink", At(6), 900)],
            Payments = [new(1, At(10), 200), new(2, At(30 + (3 * 24 * 60)), 250), new(3, At(6 + (3 * 24 * 60)), 900)],
        };
        await Run.ToEndAsync(job);
        Assert.Equal([new Priced(1, 200), new Priced(2, 200), new Priced(3, 0)], job.Priced.OrderBy(p => p.Id));
        Assert.Equal([new Paid(1, 200), new Paid(2, 250), new Paid(3, 0)], job.Paid.OrderBy(p => p.Id));
    }

    [Fact]
    public async Task Clicks_are_charged_to_the_customer()
    {
        var job = new Charges { Clicks = [new("a", At(1)), new("b", At(2)), new("a", At(3))], Ads = [new("a", "Ada"), new("b", "Bob"), new("c", "Cy")] };
        await Run.ToEndAsync(job);
        Assert.Equal([$"Ada {At(1)}", $"Ada {At(3)}", $"Bob {At(2)}"], job.Results.Order());
    }

    [Fact]
    public async Task Ratings_meet_their_movie_whenever_it_comes()
    {
        var job = new RatedMovies { Ratings = [new(1, 5), new(2, 3), new(1, 4), new(9, 1)], Movies = [new(1, "Alien"), new(2, "Brazil")] };
        await Run.ToEndAsync(job);
        Assert.Equal(["Alien 4", "Alien 5", "Brazil 3"], job.Results.Order());
    }

    [Fact]
    public async Task Flights_look_up_their_city()
    {
        using var scratch = new Scratch();
        var job = new Cities { Flights = [new(At(1), "JFK"), new(At(2), "LAX"), new(At(3), "???")], Airports = scratch.Write("airports.csv", "code,city\nJFK,New York\nLAX,Los Angeles\n") };
        await Run.ToEndAsync(job);
        Assert.Equal([$"{At(1)} New York", $"{At(2)} Los Angeles"], job.Results.Order());
        Assert.Equal(job.Results.Order(), job.Keyed.Order());
    }

    private static Timestamp At(int minute) => Timestamp.FromUnixMilliseconds(minute * 60_000L);
}
