using System.Collections.Concurrent;

namespace Millrace.Jobs.Tests;

/// <summary>Processing of whole windows, at parallelism 1 and more.</summary>
public class ProcessTests
{
    private const long HalfHour = 1_800_000_000;

    private static readonly Flight[] Flights = [.. DisorderedFlights.Make(200_000).Where((_, i) => i % 20 == 0).Select((f, i) => f with { Distance = i * 7919 % 10_007 })];

    [Theory, MemberData(nameof(Run.Modes), MemberType = typeof(Run))]
    public async Task A_process_sees_all_rows_of_a_window(int parallelism, JobMode mode)
    {
        var results = new ConcurrentBag<string>();
        await Run.ToEndAsync(new WholeWindows { Flights = Flights, Results = results }, parallelism, mode);
        // Which of a key's rows make a window of so many depends on the order, which is the source's with one subtask, and that of time in batch mode.
        Func<string, bool> compared = row => parallelism == 1 || mode == JobMode.Batch || row[0] != 'c';
        string[] expected = [.. Expected(Run.InOrder(Flights, mode))];
        Assert.Equal(expected.Where(compared).Order(), results.Where(compared).Order());
        Assert.Equal(expected.Length, results.Count);
    }

    private static IEnumerable<string> Expected(Flight[] flights)
    {
        yield return $"all {flights.Length}";
        foreach (var origin in flights.GroupBy(f => f.Origin.ToString()))
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
