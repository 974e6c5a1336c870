using System.Collections.Concurrent;
using Parts;

namespace Millrace.Jobs.Tests.Helpers;

/// <summary>Of the names of an extension block that helpers use, but not what they mean.</summary>
internal static class OtherNumbers
{
    public static int Thrice(this int value) => -1;
    public static int Plus(this int value, int other) => -1;
    public static int Hash(this int value) => -1;

    extension(int value)
    {
        public int Half => -1;
        public static int Base => -1;
        public int Size => -1;
    }
}

[Job]
internal sealed partial class WithBlocks
{
    internal Flight[] Flights { get; init; } = [];
    internal ConcurrentBag<int> Computed { get; init; } = [];
    internal ConcurrentBag<int> Hashed { get; init; } = [];

    private void Define(JobBuilder job)
    {
        var flights = job.From(Rows.From(Flights));
        flights.Computed().To(Rows.To((int value) => Computed.Add(value)));
        flights.Select(f => f.Delay).Hashed().To(Rows.To((int value) => Hashed.Add(value)));
    }
}

/// <summary>Members of extension blocks mean in a job what they mean in the helper that uses them.</summary>
public class BlockTests
{
    [Fact]
    public async Task Members_of_extension_blocks_stay_the_ones_of_the_helper()
    {
        Flight[] flights = [.. DisorderedFlights.Make(200)];
        var job = new WithBlocks { Flights = flights };
        await Run.ToEndAsync(job);
        int size = System.Runtime.CompilerServices.Unsafe.SizeOf<Flight>();
        Assert.Equal(flights.Select(f => (f.Delay * 3) + f.Delay + 1 + (f.Delay / 2) + 5 + 1 + f.Delay + size).Order(), job.Computed.Order());
        Assert.Equal(flights.Select(f => f.Delay + sizeof(int)).Order(), job.Hashed.Order());
    }
}
