using Millrace.Connectors;
using Millrace.Memory;
using Millrace.Runtime;
using Xunit.Abstractions;

namespace Millrace.Core.Tests.Runtime;

/// <summary>The blocking exchange of batch mode against a list that is sorted.</summary>
public class BlockingExchangeTests(ITestOutputHelper output)
{
    private sealed record Sent(long Time, int Channel, int Sequence, long Key, string Text);

    [Fact]
    public void Rows_come_back_in_order_of_time_then_channel_then_arrival()
    {
        const int Cases = 600;
        long rows = 0, spilled = 0, deepest = 0;
        using var scratch = new ScratchArena();
        using var scope = scratch.Enter();
        for (int seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            // From a few blocks, where everything spills and runs are merged in several rounds, to all in memory.
            using var lab = new SortLab(1 << random.Next(14, 22));
            var sent = Send(lab, random, rows: random.Next(4) == 0 ? random.Next(10) : random.Next(4_000), scratch);
            var received = Receive(lab);
            Assert.Equal(sent.OrderBy(row => row.Time).ThenBy(row => row.Channel).ThenBy(row => row.Sequence).Select(Text), received);
            rows += sent.Count;
            if (lab.Exchange.SpilledBytes > 0) spilled++;
            deepest = Math.Max(deepest, lab.Exchange.SpilledBytes / Math.Max(sent.Count, 1));
            Assert.True(lab.Wakes > 0);
        }
        output.WriteLine($"{Cases} cases, {rows} rows, {spilled} cases on disk, {deepest} bytes a row written at most.");
        Assert.InRange(spilled, Cases / 4, Cases * 3 / 4);
    }

    [Fact]
    public void Rows_that_fit_into_memory_touch_no_disk()
    {
        using var lab = new SortLab(1 << 20);
        lab.Send<Timed<long>, TimedRecord<long, LongRecord>>([.. Enumerable.Range(0, 5_000).Select(i => new Timed<long>(5_000 - i, i))], 0, 0, 0);
        long expected = 4_999;
        lab.Drain((_, rows, from, to) => { foreach (ref readonly var row in rows.Rows<Timed<long>>()[from..to]) Assert.Equal(expected--, row.Row); });
        Assert.Equal((0, -1), (lab.Exchange.SpilledBytes, expected));
        Assert.Empty(lab.Files);
    }

    [Fact]
    public void Nothing_comes_of_nothing()
    {
        using var lab = new SortLab(1 << 20);
        lab.Drain((_, _, _, _) => Assert.Fail("There are no rows."));
    }

    [Fact]
    public void A_row_longer_than_a_segment_travels_alone()
    {
        using var lab = new SortLab(1 << 14);
        using var scratch = new ScratchArena();
        using var scope = scratch.Enter();
        var lengths = new[] { 10, 100_000, 20, 600_000, 30, 70_000 };
        var rows = lengths.Select((length, i) => new Timed<Event>(-i, new Event(i, -i, new string((char)('a' + i), length)))).ToArray();
        lab.Send<Timed<Event>, TimedRecord<Event, Event>>(rows, 0, 0, 0);
        int next = lengths.Length;
        lab.Drain((_, taken, from, to) =>
        {
            foreach (ref readonly var row in taken.Rows<Timed<Event>>()[from..to])
            {
                next--;
                Assert.Equal(new string((char)('a' + next), lengths[next]), row.Row.Text.ToString());
            }
        });
        Assert.Equal(0, next);
    }

    [Fact]
    public void Wherever_it_is_closed_nothing_is_left()
    {
        int closedWithFiles = 0;
        using var scratch = new ScratchArena();
        using var scope = scratch.Enter();
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var lab = new SortLab(1 << 14);
            Send(lab, random, random.Next(3_000), scratch);
            for (int steps = random.Next(60); steps > 0; steps--)
            {
                if (random.Next(2) == 0) lab.Work();
                else if (steps > 30 || !lab.Exchange.TryEnd()) continue;
                else if (lab.Exchange.TryTake(out var block) == TakeState.Block && random.Next(4) != 0) lab.Exchange.Release(block);
            }
            if (lab.Files.Length > 0) closedWithFiles++;
            lab.Dispose();
        }
        output.WriteLine($"{closedWithFiles} of 200 had files.");
        Assert.True(closedWithFiles > 50);
    }

    [Fact]
    public void A_disk_that_fails_is_an_error_that_names_the_directory_and_a_way_out()
    {
        var lab = new SortLab(1 << 14);
        lab.BreakDisk();
        // The directory for temporary files has become a file.
        File.WriteAllText(Path.TrimEndingDirectorySeparator(lab.Parent), "");
        try
        {
            var error = Assert.Throws<ConnectorException>(() =>
            {
                lab.Send<Timed<long>, TimedRecord<long, LongRecord>>(new Timed<long>[20_000], 0, 0, 0);
                lab.Drain((_, _, _, _) => { });
            });
            Assert.Contains(lab.Parent, error.Message, StringComparison.Ordinal);
            Assert.Contains("--temp", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(lab.Parent);
            lab.Dispose();
        }
    }

    // Which channel a number came by it does not say; its place among the others does.
    private static string Text(Sent row) => row.Channel % 2 == 1 ? $"{row.Time} {row.Key}" : $"{row.Time} {row.Channel} {row.Key} {row.Text}";

    private static List<Sent> Send(SortLab lab, Random random, int rows, ScratchArena scratch)
    {
        var sent = new List<Sent>();
        int channels = random.Next(1, 7), spread = 1 << random.Next(0, 16), disorder = random.Next(1, 200), textLength = random.Next(3) == 0 ? 200 : 20;
        while (sent.Count < rows)
        {
            int channel = random.Next(channels), count = random.Next(1, 300), first = sent.Count;
            for (int i = 0; i < count; i++)
            {
                long time = random.Next(200) switch
                {
                    0 => long.MinValue,
                    1 => long.MaxValue,
                    2 => random.NextInt64(long.MinValue, long.MaxValue),
                    _ => ((long)(sent.Count + random.Next(disorder)) * spread / 1024),
                };
                string text = channel % 2 == 1 ? "" : random.Next(300) == 0 ? new string('l', random.Next(2_000, 9_000)) : new string((char)random.Next('a', 'z'), random.Next(textLength));
                sent.Add(new Sent(time, channel, sent.Count, random.NextInt64(), text));
            }
            var batch = sent[first..];
            if (channel % 2 == 1)
                lab.Send<Timed<long>, TimedRecord<long, LongRecord>>([.. batch.Select(row => new Timed<long>(row.Time, row.Key))], input: 1, channel, kind: channel % 3);
            else
                lab.Send<Timed<Event>, TimedRecord<Event, Event>>([.. batch.Select(row => new Timed<Event>(row.Time, new Event(row.Key, channel, row.Text)))], input: 0, channel, kind: 0);
            scratch.Reset();
            if (random.Next(3) == 0) lab.Work();
        }
        return sent;
    }

    private static List<string> Receive(SortLab lab)
    {
        var received = new List<string>();
        lab.Drain((lane, rows, from, to) =>
        {
            for (int i = from; i < to; i++)
            {
                Assert.Equal(lane.Shape.TimeAt(rows, i), lane.Input == 0 ? rows.Rows<Timed<Event>>()[i].Time : rows.Rows<Timed<long>>()[i].Time);
                if (lane.Input == 0)
                {
                    ref readonly var row = ref rows.Rows<Timed<Event>>()[i];
                    received.Add($"{row.Time} {row.Row.Time} {row.Row.Key} {row.Row.Text}");
                }
                else
                {
                    ref readonly var row = ref rows.Rows<Timed<long>>()[i];
                    received.Add($"{row.Time} {row.Row}");
                }
            }
        });
        return received;
    }
}
