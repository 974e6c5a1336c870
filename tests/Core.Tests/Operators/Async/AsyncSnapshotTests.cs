using Millrace.Core.Tests.Runtime;
using Millrace.Operators;
using Millrace.Records;
using Millrace.Runtime;
using Xunit.Abstractions;

namespace Millrace.Core.Tests.Operators;

/// <summary>Asynchronous operators that are restored from snapshots, with rows, results and watermarks on their way.</summary>
public class AsyncSnapshotTests(ITestOutputHelper output)
{
    private const int Cases = 600;
    private const long TimeoutUs = 20_000;

    [Fact]
    public Task Calls_go_on_after_a_restore_and_every_row_comes_once() =>
        RunAsync<AsyncOperator<Event, Event, AsyncSelect<Event, Event, string?, Asked, Event>, Event, AsyncPortSink>>((desk, how, _) => port => new(new(new(desk)), how, "calls", new(port)), Desk.Text);

    [Fact]
    public Task Lookups_go_on_after_a_restore_and_every_row_comes_once() =>
        RunAsync<AsyncOperator<Event, Event, AsyncLookup<Event, Event, Utf8String, Utf8StringRecord, string, Found, Event>, Event, AsyncPortSink>>((desk, how, random) =>
    {
        var cache = Cache.For(new Duration(random.Next(3) * 5_000), random.Next(1, 10));
        return port => new(new(new(desk), cache), how, "lookup", new(port));
    }, row => Found.KeyOf(row).ToString());

    // Apart from the test's synchronization context: only then do continuations run where a task is completed.
    private Task RunAsync<TOperator>(Func<Desk, Async, Random, Func<AsyncPort, TOperator>> maker, Func<int, string> asked) where TOperator : struct, IOperator<Event> => Task.Run(() =>
    {
        int restored = 0, rows = 0;
        long waiting = 0, calls = 0;
        for (int seed = 0; seed < Cases; seed++)
        {
            using var budget = new MemoryBudget(16 << 20);
            var random = new Random(seed);
            bool isOrdered = random.Next(2) == 0, rescales = random.Next(2) == 0;
            int capacity = random.Next(1, 30);
            var how = isOrdered ? Async.Ordered(capacity, new Duration(TimeoutUs)) : Async.Unordered(capacity, new Duration(TimeoutUs));
            how = how.WithRetry(50, new Duration(random.Next(1_000)), Duration.Milliseconds(10));
            if (random.Next(4) == 0) how = how.WithRateLimit(5_000);
            var desk = new Desk(random, 3 * TimeoutUs);
            var subtasks = new AsyncSubtasks<TOperator>(budget.CreateAccount("state", 8 << 20), desk, random, rescales, maker(desk, how, random));
            int count = random.Next(200);
            subtasks.Run(count);
            budget.AssertNothingOutstanding();

            var expected = subtasks.Input.Select(line => line[0] == 'w' ? line : Line(line)).ToList();
            if (rescales) Assert.Equal(expected.Order(), subtasks.Output.Order());
            else if (isOrdered) Assert.Equal(expected, subtasks.Output);
            else Assert.Equal(Stretches(expected), Stretches(subtasks.Output));
            Assert.Equal(count, expected.Count(line => line[0] == 'r'));
            restored += subtasks.Restored;
            waiting += subtasks.Waiting;
            rows += count;
            calls += desk.Calls;
        }
        output.WriteLine($"{Cases} cases, {rows} rows, {calls} calls; restored {restored} times, with {waiting} rows that waited");
        Assert.True(waiting > Cases && restored > Cases);

        string Line(string line)
        {
            int row = int.Parse(line.Split(' ')[1]);
            return $"{line}: {Desk.Text(row)}, {Desk.Answer(asked(row))}";
        }
    });

    /// <summary>The rows between two watermarks in one order.</summary>
    private static List<string> Stretches(List<string> lines)
    {
        List<string> sorted = [], stretch = [];
        foreach (string line in lines)
        {
            if (line[0] == 'w')
            {
                sorted.AddRange(stretch.Order());
                stretch.Clear();
                sorted.Add(line);
            }
            else
            {
                stretch.Add(line);
            }
        }
        Assert.Empty(stretch);
        return sorted;
    }

    internal struct Asked(Desk desk) : IAsyncFunction<Event, string?, Event>
    {
        public static bool HasFallback => false;

        public readonly ValueTask<string?> Call(Event row, CancellationToken cancellation) => desk.Ask(row.Text.ToString(), () => row.Text.ToString());

        public readonly Event Result(in Event row, string? result) => row with { Text = $"{row.Text}, {result}" };

        public readonly Event Fallback(in Event row, Exception failure) => throw new NotSupportedException();
    }

    internal struct Found(Desk desk) : ILookupFunction<Event, Utf8String, string, Event>
    {
        public static bool HasFallback => false;

        public static bool KeepsMissing => true;

        public static Utf8String KeyOf(long row) => $"a long key made of text {row % 7}";

        public readonly Utf8String Key(in Event row) => KeyOf(row.Key);

        public readonly ValueTask<string?> Call(Utf8String arg, CancellationToken cancellation) => desk.Ask(arg.ToString(), () => arg.ToString());

        public readonly Event Result(in Event row, string? value) => row with { Text = $"{row.Text}, {value}" };

        public readonly Event Fallback(in Event row, Exception failure) => throw new NotSupportedException();
    }
}
