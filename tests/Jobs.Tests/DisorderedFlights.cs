namespace Millrace.Jobs.Tests;

/// <summary>Random flights, up to ten seconds out of order and now and then at the same time; the same in every run.</summary>
internal static class DisorderedFlights
{
    public static IEnumerable<Flight> Make(int count)
    {
        var random = new Random(11);
        string[] airports = ["JFK", "LAX", "ORD", "an airport with a long name", "another airport with a long name"];
        for (int i = 0; i < count; i++)
        {
            long milliseconds = (i * 40L) + random.Next(10_000) / 100 * 100;
            yield return new Flight(Timestamp.FromUnixMilliseconds(milliseconds), random.Next(-10, 60), random.Next(50, 3_000), airports[random.Next(5)], airports[random.Next(5)]);
        }
    }
}
