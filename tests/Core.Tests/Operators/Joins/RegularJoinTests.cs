using Millrace.Memory;
using Millrace.Operators;
using Millrace.Records;
using Millrace.Runtime;
using Xunit.Abstractions;

namespace Millrace.Core.Tests.Operators.Joins;

public sealed class RegularJoinTests : IDisposable
{
    private readonly ITestOutputHelper _output;
    private readonly MemoryBudget _budget = new(256 << 20);
    private readonly MemoryAccount _state;
    private readonly SubtaskContext _context;

    public RegularJoinTests(ITestOutputHelper output)
    {
        _output = output;
        _state = _budget.CreateAccount("state", 200 << 20);
        _context = Context();
    }

    public void Dispose()
    {
        _budget.AssertNothingOutstanding();
        _budget.Dispose();
    }

    [Fact]
    public void Joins_agree_with_all_pairs_that_are_alive()
    {
        const int Cases = 500;
        int stops = 0, rows = 0, dead = 0, lost = 0;
        for (int i = 0; i < Cases; i++)
        {
            var context = Context();
            var script = JoinScript.Random(900_000 + i);
            var random = new Random(i);
            long timeToLive = random.Next(3) switch { 0 => 1, 1 => random.Next(1, 2_000), _ => long.MaxValue };
            long now = 1_000_000;
            var results = new Results();
            int maxRows = random.Next(2) == 0 ? random.Next(1, 40) : int.MaxValue;
            var join = Make(results, timeToLive, maxRows);
            context.Advance(now);
            join.Open(context);
            List<(int Side, Timed<Reading> Row, long Came)> kept = [];
            int givenUp = 0;
            List<string> expected = [];
            foreach (var step in script.Events)
            {
                Refill();
                if (step.Side < 0)
                {
                    // Rows that are late have results too, so the sink must not be told.
                    Tick(300);
                    continue;
                }
                long began = now;
                for (int from = 0; from < step.Rows.Length;)
                {
                    long batchNow = now;
                    int taken = step.Side == 0 ? join.ProcessLeft(step.Rows.AsSpan(from)) : join.ProcessRight(step.Rows.AsSpan(from));
                    for (int at = from; at < from + taken; at++, began = now) Come(step.Side, in step.Rows[at], began, batchNow);
                    from += taken;
                    // The row it stopped in has begun.
                    began = taken > 0 || began == now ? now : began;
                    if (from == step.Rows.Length) break;
                    stops++;
                    join.Flush();
                    Refill();
                    Tick(100);
                }
                join.Flush();
            }
            join.Close();
            expected.Sort(StringComparer.Ordinal);
            results.Rows.Sort(StringComparer.Ordinal);
            Assert.True(expected.SequenceEqual(results.Rows), $"case {i}, time to live {timeToLive}: {expected.Count} results expected, {results.Rows.Count} found");
            rows += results.Rows.Count;
            lost += givenUp;
            Assert.Equal(maxRows == int.MaxValue ? [] : [("join", "rows given up", givenUp)], context.Metrics.Counters.Select(counter => (counter.Operator, counter.Name, counter.Value)));

            void Come(int side, in Timed<Reading> row, long came, long batchNow)
            {
                foreach (var (otherSide, other, otherCame) in kept)
                {
                    if (otherSide == side || other.Row.Sensor != row.Row.Sensor) continue;
                    if (came - otherCame >= timeToLive) { dead++; continue; }
                    var pair = side == 0 ? new Pair(row.Row, other.Row) : new Pair(other.Row, row.Row);
                    expected.Add($"{Math.Max(row.Time, other.Time)}: {pair.Text}");
                }
                kept.Add((side, row, came));
                var sensor = row.Row.Sensor;
                var own = kept.Where(other => other.Side == side && other.Row.Row.Sensor == sensor).ToList();
                if (own.Count <= maxRows) return;
                kept.Remove(own[0]);
                // As the clock stood when the batch came.
                if (batchNow - own[0].Came < timeToLive) givenUp++;
            }

            void Tick(int most) => context.Advance(now += random.Next(2) * random.Next(most));

            void Refill()
            {
                context.Budget.Refill(random.Next(1, 300));
                results.RowsUntilFull = random.Next(1, 200);
            }
        }
        _output.WriteLine($"{Cases} cases, {rows} results, {dead} pairs of which one was over, {lost} rows given up, {stops} stops");
        Assert.True(rows > 100_000 && dead > 10_000 && lost > 1_000);
    }

    [Fact]
    public void Restored_joins_agree_with_all_pairs_that_are_alive()
    {
        const int Cases = 500;
        int restored = 0, rows = 0, dead = 0;
        for (int i = 0; i < Cases; i++)
        {
            var script = JoinScript.Random(950_000 + i);
            // Rows that are late have results too, so the sink must not be told.
            script = script with { Events = [.. script.Events.Where(step => step.Side >= 0)] };
            var random = new Random(i);
            long timeToLive = random.Next(3) switch { 0 => 1, 1 => random.Next(1, 2_000), _ => long.MaxValue };
            long now = 1_000_000;
            long[] nowUs = [.. script.Events.Select(_ => now += random.Next(2) * random.Next(300))];
            List<(int Side, Reading Row, long Came)> kept = [];
            List<string> expected = [];
            for (int step = 0; step < nowUs.Length; step++)
            {
                int side = script.Events[step].Side;
                foreach (var row in script.Events[step].Rows.Select(row => row.Row))
                {
                    foreach (var (otherSide, other, came) in kept)
                    {
                        if (otherSide == side || other.Sensor != row.Sensor) continue;
                        if (nowUs[step] - came >= timeToLive) dead++;
                        else expected.Add($"{Math.Max(row.Time, other.Time)}: {(side == 0 ? new Pair(row, other) : new Pair(other, row)).Text}");
                    }
                    kept.Add((side, row, nowUs[step]));
                }
            }
            restored += JoinSnapshots.Agree(_state, (to, _) => Make(to, timeToLive), script, i, expected, [], nowUs: nowUs);
            rows += expected.Count;
        }
        _output.WriteLine($"{Cases} cases, {rows} results, {dead} pairs of which one was over; restored {restored} times");
        Assert.True(rows > 100_000 && dead > 10_000);
    }

    [Fact]
    public void A_row_with_many_partners_stops_in_the_middle()
    {
        var results = new Results();
        var join = Make(results, 1_000_000);
        _context.Advance(1);
        join.Open(_context);
        _context.Budget.Refill(100_000);
        var rows = Enumerable.Range(0, 50_000).Select(i => new Timed<Reading>(i, new Reading("hot", i, i, "a label that is not inline"))).ToArray();
        Assert.Equal(rows.Length, join.ProcessLeft(rows));
        int steps = 0;
        for (int done = 0; done == 0; steps++)
        {
            int before = results.Rows.Count;
            _context.Budget.Refill(1_000);
            done = join.ProcessRight(rows.AsSpan(0, 1));
            join.Flush();
            // Time goes on, and partners it has not come to yet are over for others.
            _context.Advance(steps * 100_000);
            Assert.InRange(results.Rows.Count - before, 0, 1_100);
        }
        Assert.Equal(50_000, results.Rows.Count);
        Assert.InRange(steps, 40, 100);
        join.Close();
    }

    [Fact]
    public void Keys_that_come_and_go_leave_no_memory_behind()
    {
        var results = new Results();
        var join = Make(results, 5_000);
        join.Open(_context);
        long settled = 0;
        for (int round = 0; round < 400; round++)
        {
            _context.Advance(round * 1_000);
            var rows = Enumerable.Range(0, 200).Select(i => new Timed<Reading>(round, new Reading($"a sensor that is seen only once {round} {i}", 0, i, $"a label that is not inline {i}"))).ToArray();
            _context.Budget.Refill(100_000);
            if (round % 2 == 0) join.ProcessLeft(rows);
            else join.ProcessRight(rows);
            join.Flush();
            if (round == 200) settled = _context.State.UsedBytes * 5 / 4;
        }
        Assert.InRange(_context.State.UsedBytes, 0, settled);
        join.Close();
    }

    [Fact]
    public void Rows_without_a_time_to_live_are_an_error() => Assert.Throws<ArgumentOutOfRangeException>(() => TimeToLiveSpec.Of(Duration.Zero));

    [Fact]
    public void Keys_of_no_rows_are_an_error() =>
        Assert.Contains("at least 1", Assert.Throws<ArgumentOutOfRangeException>(() => TimeToLiveSpec.Of(Duration.Days(1), 0)).Message, StringComparison.Ordinal);

    [Fact]
    public void In_its_steady_state_it_allocates_nothing() => JoinAllocationTests.AllocatesNothing(
        new RegularJoin<Reading, Reading, Reading, Reading, Utf8String, Utf8StringRecord, SensorKey, SensorKey, PairFunction<Inner>, Pair, ChainEnd<Pair>>(
            default, default, default, TimeToLiveSpec.Of(new Duration(1)), "join", default), nowUsPerBatch: 1);

    private static RegularJoin<Reading, Reading, Reading, Reading, Utf8String, Utf8StringRecord, SensorKey, SensorKey, PairFunction<Inner>, Pair, PairSink> Make(Results results, long timeToLiveUs, int maxRows = int.MaxValue) =>
        new(default, default, default, TimeToLiveSpec.Of(new Duration(timeToLiveUs), maxRows), "join", new PairSink(results, []));

    private SubtaskContext Context() => new() { VertexName = "test", Index = 0, Parallelism = 1, State = _state };
}
