using Millrace.Runtime;

namespace Millrace.Core.Tests.Runtime;

public class ChannelTests
{
    [Fact]
    public async Task A_ring_keeps_order_between_two_threads()
    {
        var ring = new SpscRing<long>(8);
        const long count = 100_000;
        var producer = Task.Run(() =>
        {
            var spin = new SpinWait();
            for (long i = 0; i < count; i++)
            {
                while (!ring.TryAdd(i)) spin.SpinOnce(sleep1Threshold: -1);
            }
        });
        var wait = new SpinWait();
        for (long i = 0; i < count; i++)
        {
            long item;
            while (!ring.TryTake(out item)) wait.SpinOnce(sleep1Threshold: -1);
            Assert.Equal(i, item);
        }
        await producer;
        Assert.False(ring.TryTake(out _));
    }

    [Fact]
    public async Task No_wake_up_is_lost()
    {
        // Two subtasks hand a token to and fro, each idle as soon as it has none: one lost wake-up and nothing ever moves again.
        const int rounds = 50_000;
        var ended = new TaskCompletionSource();
        var outcome = new RunOutcome("tokens");
        var scheduler = new WorkerScheduler("tokens", 2, 2, new SystemClock(), outcome);
        SpscRing<int> there = new(4), back = new(4);
        Token? second = null;
        var first = new Token(0, back, there, () => second!, rounds) { Scheduler = scheduler };
        second = new Token(1, there, back, () => first, rounds) { Scheduler = scheduler };
        back.TryAdd(0);
        outcome.Expect(2);
        first.Wake();
        second.Wake();
        scheduler.Start();
        await outcome.Ended.WaitAsync(TimeSpan.FromMinutes(3));
        scheduler.Stop();
        Assert.Equal((rounds, rounds), (first.Seen, second.Seen));
    }

    [Fact]
    public void A_watermark_follows_the_rows_before_it_and_overtakes_none()
    {
        using var budget = new MemoryBudget(1 << 20);
        using var lab = new ExchangeLab(budget, consumers: 1);
        var row = new Event(1, 10, default);
        lab.Output.Append<Event, Event>(0, in row, 0);
        lab.Output.BroadcastWatermark(5);
        lab.Output.Append<Event, Event>(0, in row, 0);
        Assert.False(lab.Channels[0].TryReceive(out _));
        lab.Output.Flush();
        Assert.True(lab.Channels[0].TryReceive(out var entry));
        Assert.Equal((2, 5L), (entry.Segment!.RowCount, entry.Watermark));
        lab.Channels[0].Release(entry.Segment);
        lab.Output.BroadcastWatermark(7);
        lab.Output.BroadcastWatermark(6);
        lab.Output.Flush();
        Assert.True(lab.Channels[0].TryReceive(out entry));
        Assert.Equal((null, 7L), (entry.Segment, entry.Watermark));
    }

    [Fact]
    public void A_partly_filled_segment_leaves_after_the_buffer_timeout()
    {
        using var budget = new MemoryBudget(1 << 20);
        using var lab = new ExchangeLab(budget, consumers: 2, bufferTimeoutUs: 1_000);
        lab.Output.NowUs = 5_000;
        long row = 1;
        lab.Output.Append<long, LongRecord>(1, in row, 0);
        lab.Output.NowUs = 5_900;
        lab.Output.Append<long, LongRecord>(1, in row, 0);
        lab.Output.FlushExpired(5_999);
        Assert.False(lab.Channels[1].TryReceive(out _));
        lab.Output.FlushExpired(6_000);
        Assert.True(lab.Channels[1].TryReceive(out var entry));
        Assert.Equal(2, entry.Segment!.RowCount);
        lab.Channels[1].Release(entry.Segment);
        Assert.False(lab.Channels[0].TryReceive(out _));
        Assert.True(lab.Output.IsEmpty);
    }

    [Fact]
    public void Kinds_do_not_share_a_segment_and_keep_order()
    {
        using var budget = new MemoryBudget(1 << 20);
        using var lab = new ExchangeLab(budget, consumers: 1);
        for (long i = 0; i < 6; i++)
        {
            if (i % 3 == 2) lab.Output.Append<long, LongRecord>(0, in i, 1);
            else lab.Output.AppendTimed<long, LongRecord>(0, in i, i);
        }
        lab.Output.Finish();
        var seen = new List<string>();
        while (lab.Channels[0].TryReceive(out var entry) || !lab.Output.TryDrain())
        {
            if (entry.Segment is not { } segment)
            {
                seen.Add(entry.Kind.ToString());
                continue;
            }
            seen.Add(segment.Kind == 1 ? $"partial {segment.Rows<long>()[0]}" : string.Join(" ", segment.Rows<Timed<long>>().ToArray().Select(timed => $"{timed.Row}@{timed.Time}")));
            lab.Channels[0].Release(segment);
        }
        Assert.Equal(["0@0 1@1", "partial 2", "3@3 4@4", "partial 5", "End"], seen);
    }

    [Fact]
    public void A_full_channel_spills_drains_in_order_and_has_room_again()
    {
        using var budget = new MemoryBudget(16 << 20);
        using var lab = new ExchangeLab(budget, consumers: 2);
        long next = 0, expected = 0;
        while (lab.Output.HasRoom) Append(lab, next++);
        for (int i = 0; i < 20_000; i++) Append(lab, next++);
        Assert.False(lab.Output.HasRoom);
        Assert.False(lab.Output.TryDrain());
        bool drained;
        do
        {
            drained = lab.Output.TryDrain();
            if (!drained) Assert.True(Receive(lab, ref expected));
        } while (!drained);
        Assert.True(lab.Output.HasRoom);
        lab.Output.Finish();
        while (Receive(lab, ref expected) || !lab.Output.TryDrain()) { }
        Assert.Equal(next, expected);

        static void Append(ExchangeLab lab, long value) => lab.Output.Append<long, LongRecord>(1, in value, 0);

        static bool Receive(ExchangeLab lab, ref long expected)
        {
            if (!lab.Channels[1].TryReceive(out var entry)) return false;
            if (entry.Segment is not { } segment) return true;
            foreach (long row in segment.Rows<long>()) Assert.Equal(expected++, row);
            lab.Channels[1].Release(segment);
            return true;
        }
    }

    private sealed class Token(int level, SpscRing<int> from, SpscRing<int> to, Func<Subtask> other, int rounds) : IdleSubtask(level)
    {
        public int Seen { get; private set; }

        protected override StepResult? Advance()
        {
            if (!from.TryTake(out int token)) return Seen == rounds ? StepResult.Finished : StepResult.Idle;
            Seen++;
            to.TryAdd(token + 1);
            other().Wake();
            return Seen == rounds ? StepResult.Finished : StepResult.Idle;
        }
    }
}
