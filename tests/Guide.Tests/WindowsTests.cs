using System.Globalization;
using Guide.Windows;
using Millrace;

namespace Guide;

public sealed class WindowsTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Every_kind_of_window_on_a_day_of_flights()
    {
        // A flight every quarter of an hour, on the day of 23 hours in Berlin and before it.
        var start = new DateTime(2001, 3, 24, 12, 0, 0, DateTimeKind.Utc);
        string rows = string.Concat(Enumerable.Range(0, 140).Select(i => string.Create(CultureInfo.InvariantCulture, $"{start.AddMinutes(15 * i):yyyy-MM-ddTHH:mm:ssZ},{i % 10},JFK,{(i % 2 == 0 ? "LAX" : "ORD")}\n")));
        var job = new Kinds { Input = _scratch.Write("flights.csv", "date,delay,origin,destination\n" + rows) };
        await Run.ToEndAsync(job);
        // 11 hours until midnight, the whole day of 23 hours, an hour of the next.
        Assert.Equal(
            ["JFK 2001-03-23T23:00:00Z 2001-03-24T23:00:00Z 44", "JFK 2001-03-24T23:00:00Z 2001-03-25T22:00:00Z 92", "JFK 2001-03-25T22:00:00Z 2001-03-26T22:00:00Z 4"],
            job.Days.Order());
        var growing = Enumerable.Range(0, 12).Select(h => $"JFK {Iso(2001, 3, 24, 0)} {Iso(2001, 3, 24, 13 + h)} {4 * (h + 1)}")
            .Concat(Enumerable.Range(0, 24).Select(h => $"JFK {Iso(2001, 3, 25, 0)} {Iso(2001, 3, 25, 1 + h)} {Math.Min(4 * (h + 1), 92)}"));
        Assert.Equal(growing.Order(), job.Growing.Order());
        Assert.Equal(["JFK LAX 70", "JFK ORD 70"], job.Routes.Order());
        Assert.Equal(["JFK 100 4.5"], job.Hundreds);
        Assert.Equal(Enumerable.Range(0, 35).Select(h => $"{Iso(2001, 3, 24, 12 + h)} 4"), job.All.Order());
    }

    private static string Iso(int year, int month, int day, int hour) =>
        new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).AddHours(hour).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
