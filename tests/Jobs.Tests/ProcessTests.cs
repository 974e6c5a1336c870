using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

/// <summary>Processing of whole windows, at parallelism 1 and more.</summary>
public class ProcessTests
{
    private const long HalfHour = 1_800_000_000;

    private static readonly Flight[] Flights = [.. DisorderedFlights.Make(200_000).Where((_, i) => i % 20 == 0).Select((f, i) => f with { Distance = i * 7919 % 10_007 })];

    public static TheoryData<int> Parallelisms => [1, 2, 5];

    [Theory, MemberData(nameof(Parallelisms))]
    public async Task A_process_sees_all_rows_of_a_window(int parallelism)
    {
        var results = new ConcurrentBag<string>();
        await Run.ToEndAsync(new WholeWindows { Flights = Flights, Results = results }, parallelism);
        // Which of a key's rows make a window of so many depends on the order, which is the source's with one subtask.
        Func<string, bool> compared = row => parallelism == 1 || row[0] != 'c';
        Assert.Equal(Expected().Where(compared).Order(), results.Where(compared).Order());
        Assert.Equal(Expected().Count(), results.Count);
    }

    private static IEnumerable<string> Expected()
    {
        yield return $"all {Flights.Length}";
        foreach (var origin in Flights.GroupBy(f => f.Origin.ToString()))
        {
            foreach (var window in origin.GroupBy(f => f.Date.Microseconds / HalfHour))
                foreach (var far in window.Where(f => f.Distance > 9_000))
                    yield return $"t {origin.Key} {new Timestamp(window.Key * HalfHour)} {far.Destination} {far.Distance} {window.Count()}";
            foreach (var window in origin.SelectMany(f => new[] { 0, 1 }.Select(back => (Start: f.Date.Microseconds / HalfHour - back, Flight: f))).GroupBy(p => p.Start, p => p.Flight))
                yield return $"s {origin.Key} {new Timestamp(window.Key * HalfHour)} {window.Sum(f => f.Distance)} {window.Count()}";
            foreach (var window in origin.Chunk(20).Where(chunk => chunk.Length == 20))
                yield return $"c {origin.Key} {window.Aggregate(0, (sum, f) => sum * 31 + f.Distance)} 20";
        }
    }
}
