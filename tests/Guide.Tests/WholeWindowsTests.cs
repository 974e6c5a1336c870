using Guide.WholeWindows;
using Millrace;

namespace Guide;

public sealed class WholeWindowsTests
{
    [Fact]
    public async Task Reduce_fold_and_whole_windows()
    {
        var job = new Farthest { Flights = [Flight(5, 900, "A"), Flight(10, 1_200, "B"), Flight(20, 1_100, "C"), Flight(40, 2_000, "D"), Flight(70, 300, "E")] };
        await Run.ToEndAsync(job, parallelism: 1);
        Assert.Equal(["JFK D 2000", "JFK E 300"], job.Reduced);
        Assert.Equal(["JFK 5200", "JFK 300"], job.Folded);
        Assert.Equal(["JFK B 1200 3", "JFK C 1100 3", "JFK D 2000 1"], job.Processed);
        Assert.Equal(["JFK B 1200 2", "JFK C 1100 2", "JFK D 2000 1", "JFK E 300 1"], job.Evicted);
    }

    private static Flight Flight(int minute, int distance, string destination) => new(Timestamp.FromUnixMilliseconds(minute * 60_000L), distance, "JFK", destination);
}
