using Millrace.Operators;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Operators.Joins;

/// <summary>What happens to an operator with two inputs: batches of either side, and watermarks.</summary>
internal sealed record JoinScript(IReadOnlyList<JoinScript.Event> Events)
{
    /// <summary>A batch of one side (0 or 1), or a watermark (side -1).</summary>
    public sealed record Event(int Side, Timed<Reading>[] Rows, long Watermark);

    /// <summary>
    /// Random batches: few keys or many, one of them hot, ties, rows out of order and late, watermarks that now and then lag or leap, a side that may be
    /// empty, and times at both ends of what there is.
    /// </summary>
    /// <param name="seed">What makes them.</param>
    /// <param name="earliest">How early times may be.</param>
    /// <param name="latest">How late times may be.</param>
    public static JoinScript Random(int seed, long earliest = -long.MaxValue, long latest = long.MaxValue)
    {
        var random = new Random(seed);
        int sensors = random.Next(4) switch { 0 => 1, 1 => 3, 2 => 20, _ => 300 };
        int rows = random.Next(1, 250);
        int emptySide = random.Next(8);
        long step = random.Next(3) switch { 0 => 1, 1 => 10, _ => 100 };
        long disorder = random.Next(3) switch { 0 => 0, 1 => 20 * step, _ => 200 * step };
        long lag = random.Next(2) == 0 ? disorder : disorder / 3;
        long start = random.Next(5) switch { 0 => earliest + disorder, 1 => latest - rows * step, _ => -500 };
        List<Event> events = [];
        long highest = long.MinValue, watermark = long.MinValue;
        for (int made = 0; made < rows;)
        {
            int side = random.Next(2);
            var batch = new Timed<Reading>[random.Next(1, 12)];
            for (int i = 0; i < batch.Length; i++, made++)
            {
                int sensor = random.Next(3) == 0 ? 0 : random.Next(sensors);
                long ahead = step * Math.Min(made, rows), time = start + ahead - random.NextInt64(disorder + 1);
                highest = Math.Max(highest, time);
                int label = random.Next(20);
                batch[i] = new Timed<Reading>(time, new Reading(sensor % 3 == 0 ? $"sensor with a long name {sensor}" : $"s{sensor}", time, made,
                    label % 2 == 0 ? $"a label that is not inline {label}" : $"l{label}"));
            }
            if (side == emptySide) continue;
            events.Add(new Event(side, batch, 0));
            if (random.Next(3) != 0 || highest < long.MinValue + lag + 2) continue;
            long next = highest - lag - 1 + (random.Next(10) == 0 ? step * 5 : 0);
            if (next <= watermark || (next < 0 && highest > 0 && next + lag + 1 < 0)) continue;
            events.Add(new Event(-1, [], watermark = next));
        }
        events.Add(new Event(-1, [], long.MaxValue));
        return new JoinScript(events);
    }

    /// <summary>Plays it: with little budget and room, so that the operator stops and goes on everywhere. Returns the number of stops.</summary>
    public int Play<TOperator>(ref TOperator join, SubtaskContext context, Results results, int seed) where TOperator : struct, ITwoInputOperator<Reading, Reading>
    {
        var random = new Random(seed);
        int stops = 0;
        foreach (var step in Events)
        {
            bool done = true;
            Refill();
            if (step.Side < 0) done = join.Watermark(step.Watermark);
            for (int from = 0; from < step.Rows.Length;)
            {
                int taken = step.Side == 0 ? join.ProcessLeft(step.Rows.AsSpan(from)) : join.ProcessRight(step.Rows.AsSpan(from));
                from += taken;
                if (from == step.Rows.Length) break;
                stops++;
                join.Flush();
                Refill();
            }
            while (!done)
            {
                stops++;
                join.Flush();
                Refill();
                done = join.Resume();
            }
            join.Flush();
        }
        return stops;

        void Refill()
        {
            context.Budget.Refill(random.Next(1, 300));
            results.RowsUntilFull = random.Next(1, 200);
        }
    }
}
