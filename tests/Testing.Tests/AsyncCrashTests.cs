using Xunit.Abstractions;

namespace Millrace.Testing.Tests;

/// <summary>Asks a bank about each sale, and where its shop is.</summary>
[Job]
public sealed partial class AskedSales
{
    public RowsSource<(Timestamp Time, Utf8String Shop, long Amount)> Sales { get; init; } = Rows.From<(Timestamp, Utf8String, long)>([]);

    public CallbackSink<(Utf8String Answer, long Amount)> Ordered { get; init; } = new TestSink<(Utf8String, long)>();

    public CallbackSink<(Utf8String Shop, Timestamp Start, long Sum)> Windows { get; init; } = new TestSink<(Utf8String, Timestamp, long)>();

    public CallbackSink<(Utf8String Town, long Amount)> Towns { get; init; } = new TestSink<(Utf8String, long)>();

    internal Bank Bank { get; init; } = new(0);

    private void Define(JobBuilder job)
    {
        var sales = job.From(Sales).EventTime(sale => sale.Time, Duration.Zero);
        sales.SelectAsync((sale, cancellation) => Bank.Ask(sale.Shop, sale.Amount, cancellation), (sale, answer) => ((Utf8String)answer, sale.Amount), Async.Ordered(1_000, Duration.Hours(10)))
            .Named("ordered").To(Ordered);
        // Nothing may come behind a watermark.
        sales.SelectAsync((sale, cancellation) => Bank.Ask(sale.Shop, sale.Amount, cancellation), (sale, answer) => (sale.Shop, Length: answer.Length + sale.Amount), Async.Unordered(1_000, Duration.Hours(10)))
            .Named("unordered")
            .KeyBy(sale => sale.Shop)
            .Window(Tumbling.Every(Duration.Seconds(5))).DropLate()
            .Aggregate(group => (group.Key, group.Window.Start, Sum: group.Sum(sale => sale.Length)))
            .To(Windows);
        sales.Lookup(sale => sale.Shop, async (shop, cancellation) => (string?)await Bank.Ask(shop, 0, cancellation), (sale, town) => ((Utf8String)town, sale.Amount),
                Cache.For(Duration.Seconds(1), 3), Async.Unordered(1_000, Duration.Hours(10)))
            .Named("towns").To(Towns);
    }
}

/// <summary>Answers when others have asked after; at once, when it has been asked for the end.</summary>
internal sealed class Bank(int seed)
{
    public const long End = -1;

    private readonly Random _random = new(seed);
    private readonly List<(TaskCompletionSource<string> Source, Utf8String Shop, long Amount)> _asked = [];
    private bool _isOver;

    public long Asked { get; private set; }

    public ValueTask<string> Ask(Utf8String shop, long amount, CancellationToken cancellation)
    {
        Asked++;
        _isOver |= amount == End;
        for (int i = _asked.Count - 1; i >= 0; i--)
        {
            if (!_isOver && _random.Next(10) != 0) continue;
            var (source, asked, askedAmount) = _asked[i];
            _asked.RemoveAt(i);
            // The row is there until then, unless its job is not.
            if (!source.Task.IsCompleted) source.TrySetResult(Answer(asked.ToString(), askedAmount));
        }
        if (_isOver || _random.Next(4) == 0) return new(Answer(shop.ToString(), amount));
        var later = new TaskCompletionSource<string>();
        cancellation.Register(() => later.TrySetCanceled(cancellation));
        _asked.Add((later, shop, amount));
        return new(later.Task);
    }

    private static string Answer(string shop, long amount) => $"what is known of {shop} and {amount}";
}

public class AsyncCrashTests(ITestOutputHelper log)
{
    private static readonly Timestamp Nine = Timestamp.FromUnixSeconds(1_000_000_800);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Calls_of_a_job_that_crashes_anywhere_have_the_results_of_one_that_does_not(int parallelism)
    {
        const int Cases = 40;
        long asked = 0, expectedToAsk = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            int at = seed;
            var (expected, needed) = await Task.Run(() => Run(at, parallelism, 0));
            var (actual, more) = await Task.Run(() => Run(at, parallelism, 1 + at % 4));
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i]);
            expectedToAsk += needed;
            asked += more;
        }
        log.WriteLine($"{Cases} cases, {expectedToAsk} calls, {asked} with crashes");
    }

    private static async Task<(List<string>[], long)> Run(int seed, int parallelism, int crashes)
    {
        var random = new Random(seed);
        var source = new TestSource<(Timestamp, Utf8String, long)>();
        int splits = random.Next(1, 4);
        long amount = 0;
        for (int split = 0; split < splits; split++)
        {
            if (split > 0) source.Split();
            long second = 0;
            for (int i = random.Next(0, 30); i > 0; i--)
            {
                int shop = random.Next(4);
                second += random.Next(2);
                source.Rows((Nine + Duration.Seconds(second), shop % 2 == 0 ? (Utf8String)$"{split} {shop}" : (Utf8String)$"a shop with a long name {split} {shop}", amount++));
                if (random.Next(5) == 0) source.Pause(Duration.FromMicroseconds(random.Next(100_000)));
            }
            // A subtask that has come to the end of its input waits for its calls, and a snapshot for that.
            source.Pause(Duration.Minutes(split == splits - 1 ? 10 : 15));
        }
        source.Rows((Nine + Duration.Hours(1), "the end", Bank.End)).Pause(Duration.Minutes(5));
        var ordered = new TestSink<(Utf8String, long)>();
        var windows = new TestSink<(Utf8String, Timestamp, long)>();
        var towns = new TestSink<(Utf8String, long)>();
        var bank = new Bank(seed);
        var result = await JobTest.RunAsync(new AskedSales { Sales = source, Bank = bank, Ordered = ordered, Windows = windows, Towns = towns },
            new JobTestOptions { Seed = seed, Parallelism = parallelism, Crashes = crashes, Start = Nine });
        Assert.Equal(0, result.LateRows);
        return ([Lines(ordered), Lines(windows), Lines(towns)], bank.Asked);
    }

    private static List<string> Lines<T>(TestSink<T> sink) => [.. sink.Select(row => row!.ToString()!).Order(StringComparer.Ordinal)];
}
