using System.Collections.Concurrent;
using Parts;

namespace Millrace.Jobs.Tests.Helpers;

/// <summary>Jobs made of parts do what the parts say, whatever names, values, functions and types they are used with.</summary>
public class HelperTests
{
    private static readonly Flight[] Flights = [.. DisorderedFlights.Make(3_000)];

    [Theory, InlineData(1, 3), InlineData(2, 4)]
    public async Task Parts_do_the_same_as_their_text_written_out(int parallelism, int low)
    {
        var results = new ConcurrentBag<string>();
        await Run.ToEndAsync(new HelpedFlights { Flights = Flights, Low = low, Results = results }, parallelism);
        Check(results, "bounds", f => f.Delay is < 40 and > 10);
        Check(results, "base", f => f.Delay is < 30 and > 20);
        Check(results, "between", f => f.Delay > low && f.Delay >= 4 && f.Delay < low * 10 && f.Delay is not (5 or 7));
        Check(results, "constant", f => f.Delay > 12 && f.Delay < 60 && f.Delay is not (13 or 14));
        Check(results, "twice", f => f.Delay > low + 1 && f.Delay < 50);
        Check(results, "first", Sums(f => f.Distance > 100 + low, f => f.Origin, f => f.Delay));
        Check(results, "second", Sums(f => f.Distance < 1_500, f => f.Destination, f => f.Distance * low));
        Check(results, "hop", f => f.Delay > low);
        Check(results, "leg", f => f.Delay > 30);
        Check(results, "bytes", Flights.Select(f => $"{f.Origin} {(byte)(200 + (byte)f.Distance)}"));
        Check(results, "ints", Flights.Select(f => $"{f.Origin} {f.Delay + f.Distance}"));
        Check(results, "late", f => f.Delay > 40);
        Check(results, "middle", f => f.Delay <= 40 && f.Delay > low);
        Check(results, "earliest", f => f.Delay <= 40 && f.Delay <= low);
        Check(results, "number", Flights.Select(f => $"{f.Delay} {low}"));
        var last = results.Where(text => text.StartsWith("key ", StringComparison.Ordinal)).GroupBy(text => text[..text.LastIndexOf(' ')][..text[..text.LastIndexOf(' ')].LastIndexOf(' ')]).Count();
        Assert.Equal(Flights.Where(f => f.Delay > low).Select(f => f.Origin.ToString()).Distinct().Count(), last);
        Assert.Equal(Flights.Count(f => f.Delay > low), results.Count(text => text.StartsWith("key ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_value_is_computed_once_a_run()
    {
        int before = Common.Calls;
        await Run.ToEndAsync(new HelpedFlights { Flights = Flights }, 2);
        Assert.Equal(1, Common.Calls - before);
    }

    private static IEnumerable<string> Sums(Func<Flight, bool> keep, Func<Flight, Utf8String> key, Func<Flight, int> value) =>
        Flights.Where(f => f.Delay > 0 && keep(f)).GroupBy(f => key(f).ToString()).Select(group => $"{group.Key} {group.Sum(value)}");

    private static void Check(IEnumerable<string> results, string kind, Func<Flight, bool> keep) => Check(results, kind, Flights.Where(keep).Select(f => $"{f.Origin} {f.Delay}"));

    private static void Check(IEnumerable<string> results, string kind, IEnumerable<string> expected) =>
        Assert.Equal(expected.Select(text => $"{kind} {text}").Order(), results.Where(text => text.StartsWith(kind + " ", StringComparison.Ordinal)).Order());
}
