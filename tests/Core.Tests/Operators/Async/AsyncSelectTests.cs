using Millrace.Core.Tests.Runtime;
using Millrace.Operators;
using Millrace.Runtime;
using Xunit.Abstractions;

namespace Millrace.Core.Tests.Operators;

/// <summary>Asynchronous calls in virtual time, where they end, fail and hang as a seed says.</summary>
public class AsyncSelectTests(ITestOutputHelper output)
{
    private const long TimeoutUs = 50_000;
    private const long BackoffUs = 7_000;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_row_goes_on_once_with_its_answer_and_never_behind_its_watermark(bool isOrdered)
    {
        int rows = 0, attempts = 0;
        for (int seed = 0; seed < 1_000; seed++)
        {
            var random = new Random(seed);
            var lab = new Lab(random, seed, isOrdered);
            await lab.RunAsync();
            lab.Check(isOrdered);
            rows += lab.Collected.Rows.Count;
            attempts += lab.Service.Starts.Count;
        }
        output.WriteLine($"1000 schedules, {rows} rows, {attempts} attempts");
    }

    [Fact]
    public async Task A_rate_limit_holds_in_any_second_and_is_used()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            int parallelism = random.Next(1, 4);
            var how = Async.Unordered(50, new Duration(TimeoutUs)).WithRateLimit(300);
            var lab = new Lab(random, seed, isOrdered: false) { Parallelism = parallelism, How = how, Splits = [.. Enumerable.Range(0, parallelism).Select(split => Lab.Rows(random, 400, split, 0))] };
            await lab.RunAsync();
            var starts = lab.Service.Starts;
            for (int i = 0; i < starts.Count; i++)
                Assert.InRange(starts.Skip(i).TakeWhile(at => at < starts[i] + 1_000_000).Count(), 1, 303 + parallelism);
            if (parallelism == 1) Assert.InRange((starts[^1] - starts[0]) / 1e6, (starts.Count - 10) / 300.0, (starts.Count + 10) / 300.0 + 0.2);
        }
    }

    [Fact]
    public async Task Idleness_waits_for_rows_in_flight()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var lab = new Lab(random, seed, isOrdered: seed % 2 == 0)
            {
                Parallelism = 2,
                Bounded = false,
                BehindExchange = false,
                // None is silent before it has ended.
                Splits = [.. Enumerable.Range(0, 3).Select(split => Lab.Rows(random, random.Next(100), split, 0))],
                Exchange = true,
                Idleness = Duration.Milliseconds(1),
            };
            await lab.RunAsync();
            lab.Check(isOrdered: false);
        }
    }

    [Fact]
    public async Task A_cancelled_job_signals_its_calls_and_gives_back_all_memory()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var lab = new Lab(random, seed, isOrdered: seed % 2 == 0) { NeverEnds = true };
            await lab.StopAsync(steps: random.Next(1, 200));
        }
    }

    [Theory]
    [InlineData(0, "failed: InvalidOperationException: no 0. If that can pass")]
    [InlineData(2, "failed in each of 3 attempts, the last time: InvalidOperationException: no 0. If that can pass")]
    public async Task Without_a_fallback_the_job_fails_and_says_what_to_do(int retries, string expected)
    {
        var service = new Service(1, TimeoutUs) { Failing = 100, Immediate = 0, BackoffUs = 1_000 };
        var how = Async.Ordered(3, new Duration(TimeoutUs)).WithRetry(retries, Duration.Milliseconds(1));
        var graph = new JobGraph("calls");
        graph.AddSource("array", 1, new ArraySource<Event>((0, [new Event(0, 1_000_000, default), new Event(1, 2_000_000, default)])), _ =>
            new EventHead<AsyncOperator<Event, Event, AsyncSelect<Event, Event, long, Strict, Event>, Event, CollectSink>>(new(new(new(service)), how, "prices", new(new Collected()))), Jobs.Probe);
        await using var simulation = new SimulatedExecution(graph, Jobs.Options(1), 1);
        service.Simulation = simulation;
        var failure = await Assert.ThrowsAsync<JobFailedException>(() => Task.Run(simulation.RunToEndAsync));
        Assert.Contains("The call of 'prices' in 'array' for its row 1 in subtask 0, of event time 1970-01-01T00:00:01Z", failure.Message);
        Assert.Contains(expected, failure.Message);
        Assert.IsType<InvalidOperationException>(failure.InnerException);
        Assert.True(failure.IsTransient);
        Assert.Equal(0, simulation.Outstanding);
    }

    [Fact]
    public async Task A_task_that_does_not_end_keeps_its_memory_until_it_does()
    {
        var answer = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var budget = new MemoryBudget(1 << 20);
        var account = budget.CreateAccount("state", 1 << 20);
        var context = new SubtaskContext { VertexName = "test", Index = 0, Parallelism = 1, State = account };
        var select = new AsyncOperator<Event, Event, AsyncSelect<Event, Event, long, Given, Event>, Event, CollectSink>(new(new(answer.Task)), Async.Ordered(1, Duration.Seconds(1)) with { Patience = TimeSpan.FromMilliseconds(1) }, "prices", new(new Collected()));
        select.Open(context);
        var row = new Event(1, 2, "a text of more than twelve bytes");
        select.Collect(in row, 2);
        var failure = Assert.Throws<JobFailedException>(select.Close);
        Assert.StartsWith("1 calls of 'prices' in 'test' have not ended 0 s after they were cancelled", failure.Message);
        Assert.NotEqual(0, account.Outstanding);
        answer.SetResult(1);
        Assert.True(SpinWait.SpinUntil(() => account.Outstanding == 0, TimeSpan.FromMinutes(1)));
        await Task.CompletedTask;
    }

    [Fact]
    public void Calls_that_end_at_once_allocate_nothing()
    {
        using var budget = new MemoryBudget(1 << 20);
        var context = new SubtaskContext { VertexName = "test", Index = 0, Parallelism = 1, State = budget.CreateAccount("state", 1 << 20) };
        var select = new AsyncOperator<Event, Event, AsyncSelect<Event, Event, long, Given, Event>, Event, ChainEnd<Event>>(new(new(Task.FromResult(1L))), Async.Ordered(10, Duration.Seconds(1)), "prices", default);
        select.Open(context);
        var row = new Event(1, 2, "a text of more than twelve bytes");
        long before = 0;
        for (int i = 0; i < 20_000; i++)
        {
            if (i == 10_000) before = GC.GetAllocatedBytesForCurrentThread();
            select.Collect(in row, 2);
            if (i % 100 == 99) select.Flush();
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        select.Close();
        budget.AssertNothingOutstanding();
    }

    internal struct Strict(Service service) : IAsyncFunction<Event, long, Event>
    {
        public static bool HasFallback => false;

        public readonly ValueTask<long> Call(Event row, CancellationToken cancellation) => service.Ask(row, cancellation);

        public readonly Event Result(in Event row, long result) => row;

        public readonly Event Fallback(in Event row, Exception failure) => throw new NotSupportedException();
    }

    internal struct Given(Task<long> answer) : IAsyncFunction<Event, long, Event>
    {
        public static bool HasFallback => false;

        public readonly ValueTask<long> Call(Event row, CancellationToken cancellation) => new(answer);

        public readonly Event Result(in Event row, long result) => row;

        public readonly Event Fallback(in Event row, Exception failure) => throw new NotSupportedException();
    }

    /// <summary>A random job and its service.</summary>
    private sealed class Lab
    {
        private readonly Random _random;
        private readonly int _seed;
        private readonly int _factor;
        private Service? _service;

        public Lab(Random random, int seed, bool isOrdered)
        {
            (_random, _seed) = (random, seed);
            Parallelism = random.Next(1, 4);
            _factor = random.Next(1, 4);
            Retries = random.Next(4);
            BehindExchange = random.Next(3) == 0;
            int capacity = random.Next(3) == 0 ? random.Next(1, 4) : random.Next(1, 60);
            How = isOrdered ? Async.Ordered(capacity, new Duration(TimeoutUs)) : Async.Unordered(capacity, new Duration(TimeoutUs));
            How = How.WithRetry(Retries, new Duration(BackoffUs), Duration.Hours(1));
            if (random.Next(4) == 0) How = How.WithRateLimit(random.Next(500, 5_000));
            (Failing, Hanging, Immediate) = (random.Next(3) * 15, random.Next(2) * 5, random.Next(3) * 40);
            Splits = [.. Enumerable.Range(0, random.Next(1, 4)).Select(split => Rows(random, random.Next(0, 80), split, random.Next(3) * 20_000))];
        }

        public Collected Collected { get; } = new();

        public Service Service => _service!;

        public int Parallelism { get; init; }

        public Async How { get; init; }

        public (long, Event)[][] Splits { get; init; }

        public bool BehindExchange { get; init; }

        /// <summary>True for an exchange behind.</summary>
        public bool Exchange { get; init; }

        public bool Bounded { get; init; } = true;

        public bool NeverEnds { get; init; }

        public Duration Idleness { get; init; }

        private int Retries { get; }

        private int Failing { get; }

        private int Hanging { get; }

        private int Immediate { get; }

        public static (long, Event)[] Rows(Random random, int count, int split, long gapUs)
        {
            var rows = new (long, Event)[count];
            long at = 0, time = 0;
            for (int i = 0; i < count; i++)
            {
                if (gapUs > 0 && random.Next(4) == 0) at += random.NextInt64(gapUs);
                if (random.Next(2) == 0) time += random.Next(1, 3);
                rows[i] = (at, new Event(split * 10_000 + i, time, default));
            }
            return rows;
        }

        // Apart from the test's synchronization context: only then do continuations run where a task is completed.
        public Task RunAsync() => Task.Run(RunSimulationAsync);

        private async Task RunSimulationAsync()
        {
            await using var simulation = Make();
            await simulation.StartAsync();
            // Also until calls have ended whose time was up: the end of a job waits for them by another clock.
            while (simulation.Run(1024)) { }
            if (Bounded) Assert.All(simulation.Subtasks, subtask => Assert.True(subtask.HasFinished));
            await simulation.StopAsync();
            Assert.Equal(0, simulation.Outstanding);
        }

        public Task StopAsync(int steps) => Task.Run(() => StopSimulationAsync(steps));

        private async Task StopSimulationAsync(int steps)
        {
            await using var simulation = Make();
            await simulation.StartAsync();
            simulation.Run(steps);
            await simulation.StopAsync();
            Assert.Equal(0, simulation.Outstanding);
        }

        public void Check(bool isOrdered)
        {
            string where = $"with seed {_seed}";
            Assert.Empty(Service.Faults);
            var keys = Splits.SelectMany(split => split).SelectMany(row => Enumerable.Range(0, _factor).Select(i => (row.Item2, Number: i)));
            var expected = keys.Select(pair =>
            {
                long key = pair.Item1.Key * _factor + pair.Number;
                int answer = Service.Answers(key, Retries + 1);
                return (key, pair.Item1.Time, Text: $"row {pair.Item1.Key} made number {pair.Number}, {(answer > 0 ? $"attempt {answer}" : "?")}");
            });
            // Which kind of failure was the last is the schedule's.
            var rows = Collected.Rows.Select(row => row with { Text = row.Text.Replace("InvalidOperationException", "?").Replace("TimeoutException", "?") }).ToList();
            Assert.Equal(expected.Order(), rows.Order());
            Assert.True(Collected.LateRows == 0, $"{Collected.LateRows} late rows {where}");
            Assert.True(Service.MostRunning <= How.Capacity * Parallelism, $"{Service.MostRunning} at a time {where}");
            if (!isOrdered) return;
            foreach (var seen in Collected.Subtasks)
            {
                foreach (var split in seen.Rows.GroupBy(row => row.Key / _factor / 10_000)) Assert.Equal(split.Order(), split);
            }
        }

        private SimulatedExecution Make()
        {
            var source = new PacedSource<Event>(Splits) { Bounded = Bounded, RowsPerRead = _random.Next(1, 100) };
            var how = NeverEnds ? How with { Timeout = Duration.Hours(1), Patience = TimeSpan.FromMinutes(2) } : How;
            _service = new Service(_seed, TimeoutUs) { Failing = Failing, Hanging = Hanging, Immediate = Immediate, NeverEnds = NeverEnds, BackoffUs = BackoffUs };
            var service = _service;
            var keeper = new GateKeeper();
            var graph = new JobGraph("calls");
            var watermarks = Watermarks.BoundedOutOfOrderness(Duration.Zero).WithIdleness(Idleness);
            if (Exchange)
            {
                var from = graph.AddSource("paced", Parallelism, source, _ => new EventHead<Expand<AsyncOperator<Event, Event, AsyncSelect<Event, Event, long, ServiceFunction, Event>, Event, Gate<HashExchange>>>>(
                    new(_factor, new(new(new(service)), how, "calls", new(keeper, new(default, 0)))), watermarks: watermarks));
                var to = graph.AddVertex("collect", Parallelism, _ => new TimedEventHead<CollectSink>(new(Collected, windowUs: 10)));
                graph.Connect(from, 0, to, 0, ExchangeKind.Hash, 40);
            }
            else if (BehindExchange)
            {
                var from = graph.AddSource("paced", Parallelism, source, _ => new EventHead<HashExchange>(new(default, 0)));
                var to = graph.AddVertex("collect", Parallelism, _ => new TimedEventHead<Expand<AsyncOperator<Event, Event, AsyncSelect<Event, Event, long, ServiceFunction, Event>, Event, Gate<CollectSink>>>>(
                    new(_factor, new(new(new(service)), how, "calls", new(keeper, new(Collected, windowUs: 10))))));
                graph.Connect(from, 0, to, 0, ExchangeKind.Hash, 40);
            }
            else
            {
                graph.AddSource("paced", Parallelism, source, _ => new EventHead<Expand<AsyncOperator<Event, Event, AsyncSelect<Event, Event, long, ServiceFunction, Event>, Event, Gate<CollectSink>>>>(
                    new(_factor, new(new(new(service)), how, "calls", new(keeper, new(Collected, windowUs: 10)))), watermarks: watermarks));
            }
            var simulation = new SimulatedExecution(graph, Jobs.Options(Parallelism) with { MemoryBytes = 16 << 20 }, _seed, Duration.Milliseconds(2)) { KeepsTrace = false };
            source.Simulation = service.Simulation = simulation;
            keeper.Schedule(simulation, Enumerable.Range(0, _random.Next(4)).Select(_ => (_random.NextInt64(200_000), _random.NextInt64(50_000))));
            return simulation;
        }
    }
}
