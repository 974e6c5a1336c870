using Xunit.Abstractions;

namespace Millrace.Testing.Tests;

/// <summary>Sales and returns of shops, joined in every way.</summary>
[Job]
public sealed partial class ShopReturns
{
    public RowsSource<(Timestamp Time, Utf8String Shop, long Amount)> Sales { get; init; } = Rows.From<(Timestamp, Utf8String, long)>([]);

    public RowsSource<(Timestamp Time, Utf8String Shop, long Amount)> Returns { get; init; } = Rows.From<(Timestamp, Utf8String, long)>([]);

    public RowsSource<(Utf8String Shop, Utf8String Town)> Shops { get; init; } = Rows.From<(Utf8String, Utf8String)>([]);

    public CallbackSink<(long Sale, long Return)> Near { get; init; } = Rows.To<(long, long)>(_ => { });

    public CallbackSink<(long Sale, long Return)> Last { get; init; } = Rows.To<(long, long)>(_ => { });

    public CallbackSink<(long Sale, long Return)> Visits { get; init; } = Rows.To<(long, long)>(_ => { });

    public CallbackSink<(Utf8String Shop, Timestamp Start, long Sales, long Returns)> Sliding { get; init; } = new TestSink<(Utf8String, Timestamp, long, long)>();

    public CallbackSink<(long Sale, long Return)> Ever { get; init; } = Rows.To<(long, long)>(_ => { });

    public CallbackSink<(long Sale, Utf8String Shop, Utf8String Town)> Towns { get; init; } = new TestSink<(long, Utf8String, Utf8String)>();

    private void Define(JobBuilder job)
    {
        var sold = job.From(Sales).EventTime(sale => sale.Time, Duration.Zero);
        var sales = sold.KeyBy(sale => sale.Shop);
        var returns = job.From(Returns).EventTime(back => back.Time, Duration.Zero).KeyBy(back => back.Shop);
        var shops = job.From(Shops).Broadcast();
        sales.FullJoin(returns).Within(Duration.Seconds(-2), Duration.Seconds(5)).DropLate()
            .Select((sale, back) => (sale?.Amount ?? -1, back?.Amount ?? -1)).Named("near").To(Near);
        sales.LeftJoin(returns).AsOf().DropLate()
            .Select((sale, back) => (sale.Amount, back?.Amount ?? -1)).Named("last").To(Last);
        sales.FullJoin(returns).Window(Session.WithGap(Duration.Seconds(3))).DropLate()
            .Select((sale, back) => (sale?.Amount ?? -1, back?.Amount ?? -1)).Named("visits").To(Visits);
        sales.CoGroup(returns).Window(Millrace.Sliding.Of(Duration.Seconds(10), every: Duration.Seconds(4))).DropLate()
            .Process((CoGroup<(Timestamp Time, Utf8String Shop, long Amount), (Timestamp Time, Utf8String Shop, long Amount), Utf8String> group,
                Collector<(Utf8String Shop, Timestamp Start, long Sales, long Returns)> sums) =>
            {
                long left = 0, right = 0;
                foreach (ref readonly var sale in group.Left) left += sale.Amount;
                foreach (ref readonly var back in group.Right) right += back.Amount;
                sums.Collect((group.Key, group.Window.Start, left, right));
            })
            .Named("sliding").To(Sliding);
        sales.Join(returns).TimeToLive(Duration.Days(1000))
            .Select((sale, back) => (sale.Amount, back.Amount)).Named("ever").To(Ever);
        sold.LeftJoin(shops, sale => sale.Shop, shop => shop.Shop)
            .Select((sale, shop) => (sale.Amount, sale.Shop, shop?.Town ?? "")).Named("towns").To(Towns);
    }
}

public class JoinCrashTests(ITestOutputHelper log)
{
    private static readonly Timestamp Nine = Timestamp.FromUnixSeconds(1_000_000_800);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Joins_that_crash_anywhere_have_the_results_of_those_that_do_not(int parallelism)
    {
        const int Cases = 40;
        int rows = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            var expected = await Run(seed, parallelism, 0);
            var actual = await Run(seed, parallelism, 1 + seed % 4);
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i]);
            rows += expected.Sum(results => results.Count);
        }
        log.WriteLine($"{Cases} cases, {rows} results");
        Assert.True(rows > 100 * Cases);
    }

    private static async Task<List<string>[]> Run(int seed, int parallelism, int crashes)
    {
        var random = new Random(seed);
        var shops = new TestSource<(Utf8String, Utf8String)>();
        for (int shop = 0; shop < 4; shop++) shops.Rows((Shop(shop), Town(Shop(shop))));
        var near = new TestSink<(long, long)>();
        var last = new TestSink<(long, long)>();
        var visits = new TestSink<(long, long)>();
        var sliding = new TestSink<(Utf8String, Timestamp, long, long)>();
        var ever = new TestSink<(long, long)>();
        var towns = new TestSink<(long, Utf8String, Utf8String)>();
        var job = new ShopReturns
        {
            Sales = Script(random, 1),
            Returns = Script(random, 1_000_000),
            Shops = shops,
            Near = near,
            Last = last,
            Visits = visits,
            Sliding = sliding,
            Ever = ever,
            Towns = towns,
        };
        var result = await JobTest.RunAsync(job, new JobTestOptions { Seed = seed, Parallelism = parallelism, Crashes = crashes, Start = Nine });
        Assert.Equal(0, result.LateRows);
        // Whether a town has come before a sale is the schedule's.
        Assert.All(towns, row => Assert.True(row.Item3 == "" || row.Item3 == Town(row.Item2)));
        return [Lines(near), Lines(last), Lines(visits), Lines(sliding), Lines(ever), [.. towns.Select(row => $"{row.Item1}").Order(StringComparer.Ordinal)]];
    }

    private static List<string> Lines<T>(TestSink<T> sink) => [.. sink.Select(row => row!.ToString()!).Order(StringComparer.Ordinal)];

    private static Utf8String Shop(int shop) => shop % 2 == 0 ? $"shop {shop}" : $"a shop with a long name {shop}";

    private static Utf8String Town(Utf8String shop) => $"a town with a name of its own, of {shop}";

    /// <summary>Rows that are never late, with amounts that differ.</summary>
    private static TestSource<(Timestamp, Utf8String, long)> Script(Random random, long amount)
    {
        var source = new TestSource<(Timestamp, Utf8String, long)>();
        int splits = random.Next(1, 3);
        for (int split = 0; split < splits; split++)
        {
            if (split > 0) source.Split();
            long second = 0;
            for (int i = random.Next(0, 30); i > 0; i--)
            {
                second += random.Next(3);
                // No two of one shop have the same time, so that the last is one.
                int shop = split * 2 + (int)(second % 2);
                source.Rows((Nine + Duration.Milliseconds(second * 1_000 + i), Shop(shop), amount++));
                second += i == 1 ? 0 : 1;
                if (random.Next(5) == 0) source.Pause(Duration.FromMicroseconds(random.Next(100_000)));
            }
        }
        return source;
    }
}
