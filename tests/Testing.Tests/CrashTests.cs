using Millrace.Testing.Tests.Functions;
using Xunit.Abstractions;

namespace Millrace.Testing.Tests;

/// <summary>Sums per shop that are told a minute after the last sale, the first sale of each, and the greatest so far.</summary>
[Job]
public sealed partial class ShopTotals
{
    public RowsSource<(Timestamp Time, Utf8String Shop, long Amount)> Sales { get; init; } = Rows.From<(Timestamp, Utf8String, long)>([]);

    public CallbackSink<(Utf8String Shop, long Total)> Closed { get; init; } = new TestSink<(Utf8String, long)>();

    public CallbackSink<ShopSale> First { get; init; } = new TestSink<ShopSale>();

    public CallbackSink<ShopSale> Greatest { get; init; } = new TestSink<ShopSale>();

    private void Define(JobBuilder job)
    {
        var sales = job.From(Sales).EventTime(sale => sale.Time, Duration.Seconds(1)).Select(sale => new ShopSale(sale.Shop, sale.Amount)).KeyBy(sale => sale.Shop);
        sales.Process(new Totals()).Named("totals").To(Closed);
        sales.KeepFirst().Named("first").To(First);
        sales.Reduce((left, right) => left.Amount >= right.Amount ? left : right).Named("greatest").To(Greatest);
    }
}

/// <summary>Numbers are halved until nothing is left, and each number on the way is counted, in the loop and behind it.</summary>
[Job]
public sealed partial class Halves
{
    public RowsSource<(Timestamp Time, long Number)> Numbers { get; init; } = Rows.From<(Timestamp, long)>([]);

    public CallbackSink<(long Number, long Times)> Inside { get; init; } = Rows.To<(long, long)>(_ => { });

    public CallbackSink<(long Number, long Times)> Behind { get; init; } = Rows.To<(long, long)>(_ => { });

    private void Define(JobBuilder job)
    {
        var loop = job.From(Numbers).EventTime(row => row.Time, Duration.Zero).Select(row => row.Number).Iterate().Named("halves");
        var counted = loop.Select(number => number / 2).KeyBy(number => number).Aggregate(group => (Number: group.Key, Times: group.Count())).Named("counted");
        loop.CloseWith(counted.Where(row => row.Number > 0).Select(row => row.Number));
        counted.To(Inside);
        counted.KeyBy(row => row.Number).Window(Tumbling.Every(Duration.Hours(1))).DropLate().Aggregate(group => (group.Key, group.Count())).Named("behind").To(Behind);
    }
}

public class CrashTests(ITestOutputHelper log)
{
    private static readonly Timestamp Nine = Timestamp.FromUnixSeconds(1_000_000_800);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task A_job_that_crashes_anywhere_has_the_results_of_one_that_does_not(int parallelism)
    {
        const int Cases = 150;
        for (int seed = 0; seed < Cases; seed++)
        {
            var expected = await Run(seed, parallelism, 0);
            var actual = await Run(seed, parallelism, 1 + seed % 4);
            Assert.Equal(expected.Closed, actual.Closed);
            Assert.Equal(expected.First, actual.First);
            Assert.Equal(expected.Greatest, actual.Greatest);
        }
        log.WriteLine($"{Cases} cases");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task A_loop_that_crashes_goes_on_where_it_was(int parallelism)
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var numbers = new TestSource<(Timestamp, long)>();
            var on = new List<long>();
            for (int i = random.Next(0, 40); i > 0; i--)
            {
                long number = random.Next(1, 1_000);
                numbers.Rows((Nine, number));
                if (random.Next(4) == 0) numbers.Pause(Duration.FromMicroseconds(random.Next(100_000)));
                for (; number > 0; number /= 2) on.Add(number / 2);
            }
            var inside = new TestSink<(long Number, long Times)>();
            var behind = new TestSink<(long Number, long Times)>();
            await JobTest.RunAsync(new Halves { Numbers = numbers, Inside = inside, Behind = behind }, new JobTestOptions { Seed = seed, Parallelism = parallelism, Crashes = seed % 4, Start = Nine });
            var expected = on.GroupBy(number => number).ToList();
            Assert.Equal(expected.SelectMany(group => Enumerable.Range(1, group.Count()).Select(times => (group.Key, (long)times))).Order(), inside.Order());
            Assert.Equal(expected.Select(group => (group.Key, (long)group.Count())).Order(), behind.Order());
        }
    }

    [Fact]
    public async Task A_crash_in_the_script_goes_back_to_the_snapshot_before_it()
    {
        var sales = new TestSource<(Timestamp, Utf8String, long)>().Rows((Nine, "a", 1)).Snapshot().Rows((Nine, "a", 2)).Crash().Rows((Nine, "a", 4));
        var greatest = new TestSink<ShopSale>();
        await JobTest.RunAsync(new ShopTotals { Sales = sales, Greatest = greatest });
        Assert.Equal([1, 2, 4], greatest.Select(sale => sale.Amount));
    }

    [Fact]
    public async Task A_crash_without_a_snapshot_begins_anew()
    {
        var sales = new TestSource<(Timestamp, Utf8String, long)>().Rows((Nine, "a", 1)).Pause(Duration.Seconds(1)).Crash().Rows((Nine, "a", 4));
        var greatest = new TestSink<ShopSale> { };
        await JobTest.RunAsync(new ShopTotals { Sales = sales, Greatest = greatest });
        Assert.Equal([1, 4], greatest.Select(sale => sale.Amount));
    }

    private static async Task<(List<string> Closed, List<string> First, List<string> Greatest)> Run(int seed, int parallelism, int crashes)
    {
        var random = new Random(seed);
        var source = new TestSource<(Timestamp, Utf8String, long)>();
        int splits = random.Next(1, 4);
        for (int split = 0; split < splits; split++)
        {
            if (split > 0) source.Split();
            for (int i = random.Next(0, 40); i > 0; i--)
            {
                // Amounts that differ, so that the greatest is one, and keys of one split each, so that their order is known.
                int shop = random.Next(4);
                source.Rows((Nine + Duration.Seconds(i), shop % 2 == 0 ? (Utf8String)$"{split} {shop}" : (Utf8String)$"a shop with a long name {split} {shop}", i));
                if (random.Next(5) == 0) source.Pause(Duration.FromMicroseconds(random.Next(100_000)));
            }
        }
        var closed = new TestSink<(Utf8String Shop, long Total)>();
        var first = new TestSink<ShopSale>();
        var greatest = new TestSink<ShopSale>();
        await JobTest.RunAsync(new ShopTotals { Sales = source, Closed = closed, First = first, Greatest = greatest },
            new JobTestOptions { Seed = seed, Parallelism = parallelism, Crashes = crashes, Start = Nine });
        return ([.. closed.Select(row => row.ToString()).Order()], [.. first.Select(row => row.ToString()).Order()], [.. greatest.Select(row => row.ToString()).Order()]);
    }
}
