using System.Collections.Concurrent;
using Millrace;

namespace Guide.Joins;

[Record]
public readonly partial record struct Click(Utf8String User, Timestamp Time, Utf8String Page);

[Record]
public readonly partial record struct Purchase(Utf8String User, Timestamp Time, Utf8String Item);

[Record]
public readonly partial record struct Influence(Utf8String Page, Utf8String Item);

/// <summary>docs/guide/joins.md, rows of the same window.</summary>
[Job]
public sealed partial class Influences
{
    internal Click[] Clicks { get; init; } = [];
    internal Purchase[] Purchases { get; init; } = [];
    internal ConcurrentQueue<string> Results { get; } = [];

    void Define(JobBuilder job)
    {
        var clicks = job.From(Rows.From(Clicks)).EventTime(click => click.Time, Duration.Minutes(1));
        var purchases = job.From(Rows.From(Purchases)).EventTime(purchase => purchase.Time, Duration.Minutes(1));
        clicks.KeyBy(click => click.User)
            .Join(purchases.KeyBy(purchase => purchase.User))
            .Window(Session.WithGap(Duration.Minutes(30)))
            .DropLate()
            .Select((click, purchase) => new Influence(click.Page, purchase.Item))
            .To(Rows.To(Results.Enqueue, (Influence influence) => $"{influence.Page} {influence.Item}"));
    }
}

[Record]
public readonly partial record struct Flight(Timestamp Date, Utf8String Origin);

[Record]
public readonly partial record struct Leg(Timestamp Date, Utf8String Airport, int Passengers);

[Record]
public readonly partial record struct Balance(Utf8String Airport, Timestamp From, long Departures, long Arrivals, long Passengers);

/// <summary>Both sides of a window.</summary>
[Job]
public sealed partial class Balances
{
    internal Flight[] Departures { get; init; } = [];
    internal Leg[] Arrivals { get; init; } = [];
    internal ConcurrentQueue<string> Results { get; } = [];

    void Define(JobBuilder job)
    {
        var departures = job.From(Rows.From(Departures)).EventTime(flight => flight.Date, Duration.Minutes(1));
        var arrivals = job.From(Rows.From(Arrivals)).EventTime(leg => leg.Date, Duration.Minutes(1));
        departures.KeyBy(flight => flight.Origin)
            .CoGroup(arrivals.KeyBy(leg => leg.Airport))
            .Window(Tumbling.Every(Duration.Hours(1)))
            .DropLate()
            .Process((CoGroup<Flight, Leg, Utf8String> group, Collector<Balance> balances) =>
            {
                long passengers = 0;
                foreach (ref readonly var leg in group.Right) passengers += leg.Passengers;
                balances.Collect(new Balance(group.Key, group.Window.Start, group.Left.Count, group.Right.Count, passengers));
            })
            .To(Rows.To(Results.Enqueue, (Balance b) => $"{b.Airport} {b.From} {b.Departures} {b.Arrivals} {b.Passengers}"));
    }
}

[Record]
public readonly partial record struct Order(long Id, Timestamp At, Utf8String Item);

[Record]
public readonly partial record struct Price(Utf8String Item, Timestamp At, int Amount);

[Record]
public readonly partial record struct Payment(long OrderId, Timestamp At, int Amount);

[Record]
public readonly partial record struct Priced(long Id, int Amount);

[Record]
public readonly partial record struct Paid(long Id, int Amount);

/// <summary>The version as of a time, and the result of an outer join.</summary>
[Job]
public sealed partial class PricedOrders
{
    internal Order[] Orders { get; init; } = [];
    internal Price[] Prices { get; init; } = [];
    internal Payment[] Payments { get; init; } = [];
    internal ConcurrentQueue<Priced> Priced { get; } = [];
    internal ConcurrentQueue<Paid> Paid { get; } = [];

    void Define(JobBuilder job)
    {
        var orders = job.From(Rows.From(Orders)).EventTime(order => order.At, Duration.Minutes(1));
        var prices = job.From(Rows.From(Prices)).EventTime(price => price.At, Duration.Minutes(1));
        var payments = job.From(Rows.From(Payments)).EventTime(payment => payment.At, Duration.Minutes(1));
        orders.KeyBy(order => order.Item)
            .LeftJoin(prices.KeyBy(price => price.Item))
            .AsOf()
            .Select((order, price) => new Priced(order.Id, price?.Amount ?? 0))
            .To(Rows.To<Priced>(priced => Priced.Enqueue(priced)));
        orders.KeyBy(order => order.Id)
            .LeftJoin(payments.KeyBy(payment => payment.OrderId))
            .Within(Duration.Zero, Duration.Days(3))
            .Select((order, payment) => new Paid(order.Id, payment?.Amount ?? 0))
            .To(Rows.To<Paid>(paid => Paid.Enqueue(paid)));
    }
}

[Record]
public readonly partial record struct AdClick(Utf8String Ad, Timestamp Time);

[Record]
public readonly partial record struct Ad(Utf8String Id, Utf8String Customer);

[Record]
public readonly partial record struct Charge(Utf8String Customer, Timestamp Time);

/// <summary>Whatever has come.</summary>
[Job]
public sealed partial class Charges
{
    internal AdClick[] Clicks { get; init; } = [];
    internal Ad[] Ads { get; init; } = [];
    internal ConcurrentQueue<string> Results { get; } = [];

    void Define(JobBuilder job)
    {
        var clicks = job.From(Rows.From(Clicks));
        var ads = job.From(Rows.From(Ads));
        clicks.KeyBy(click => click.Ad)
            .Join(ads.KeyBy(ad => ad.Id))
            .TimeToLive(Duration.Days(1))
            .Select((click, ad) => new Charge(ad.Customer, click.Time))
            .To(Rows.To(Results.Enqueue, (Charge charge) => $"{charge.Customer} {charge.Time}"));
    }
}

[Record]
public readonly partial record struct Rating(int Movie, int Stars);

[Record]
public readonly partial record struct Movie(int Id, Utf8String Title);

[Record]
public readonly partial record struct Rated(Utf8String Title, int Stars);

/// <summary>Rows that never go out of date.</summary>
[Job]
public sealed partial class RatedMovies
{
    internal Rating[] Ratings { get; init; } = [];
    internal Movie[] Movies { get; init; } = [];
    internal ConcurrentQueue<string> Results { get; } = [];

    void Define(JobBuilder job)
    {
        var ratings = job.From(Rows.From(Ratings));
        var movies = job.From(Rows.From(Movies));
        ratings.KeyBy(rating => rating.Movie)
            .Join(movies.KeyBy(movie => movie.Id))
            .KeepForever()
            .Select((rating, movie) => new Rated(movie.Title, rating.Stars))
            .To(Rows.To(Results.Enqueue, (Rated rated) => $"{rated.Title} {rated.Stars}"));
    }
}

[Record]
public readonly partial record struct Airport(Utf8String Code, Utf8String City);

[Record]
public readonly partial record struct Departure(Timestamp Date, Utf8String City);

/// <summary>A table to look up.</summary>
[Job]
public sealed partial class Cities
{
    internal Flight[] Flights { get; init; } = [];
    public required string Airports { get; init; }
    internal ConcurrentQueue<string> Results { get; } = [];
    internal ConcurrentQueue<string> Keyed { get; } = [];

    void Define(JobBuilder job)
    {
        var flights = job.From(Rows.From(Flights));
        var airports = job.From(Csv.Read<Airport>(Airports)).Broadcast();
        flights
            .Join(airports, flight => flight.Origin, airport => airport.Code)
            .Select((flight, airport) => new Departure(flight.Date, airport.City))
            .To(Rows.To(Results.Enqueue, (Departure departure) => $"{departure.Date} {departure.City}"));
        flights.KeyBy(flight => flight.Origin).Join(airports, airport => airport.Code)
            .Select((flight, airport) => new Departure(flight.Date, airport.City))
            .To(Rows.To(Keyed.Enqueue, (Departure departure) => $"{departure.Date} {departure.City}"));
    }
}
