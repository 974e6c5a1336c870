using Millrace.Runtime;
using Xunit.Abstractions;

namespace Millrace.Core.Tests.Runtime.Loops;

/// <summary>The decisions of a loop, as a function of reports and counts.</summary>
public class LoopProtocolTests(ITestOutputHelper output)
{
    private static readonly LoopCounts Empty = new(5, 5, 9, 9);
    private static readonly LoopReport Open = new(1, 100, 100, HasEnded: false, HasNews: false, AsksAgain: false);
    private static readonly LoopReport Ended = new(1, long.MaxValue, 100, HasEnded: true, HasNews: false, AsksAgain: false);

    private static LoopState Draining(LoopPhase phase = LoopPhase.Running) => LoopState.Start with { Epoch = 1, IsDraining = true, Phase = phase };

    [Fact]
    public void News_begins_an_epoch_but_only_when_the_one_before_is_drained()
    {
        var news = Open with { Epoch = 0, HasNews = true };
        Assert.Equal(LoopState.Start, Next(LoopState.Start, Empty, Open with { Epoch = 0 }));
        Assert.Equal(Draining(), Next(LoopState.Start, Empty, news, Open with { Epoch = 0 }));
        Assert.Equal(Draining(), Next(Draining(), new LoopCounts(4, 5, 8, 9), Open with { HasNews = true }));
    }

    [Fact]
    public void The_watermark_is_the_lowest_once_all_have_taken_the_epoch_on_and_nothing_of_the_one_before_is_left()
    {
        var (early, late) = (Open with { Lowest = 50, Highest = 50 }, Open with { Lowest = 90, Highest = 90 });
        Assert.Equal(Draining(), Next(Draining(), Empty, early, late with { Epoch = 0 }));
        Assert.Equal(Draining(), Next(Draining(), new LoopCounts(4, 5, 8, 9), early, late));
        // What is of the next epoch may be under way.
        Assert.Equal(Draining() with { IsDraining = false, Watermark = 50 }, Next(Draining(), new LoopCounts(5, 5, 7, 9), early, late));
        Assert.Equal(Draining() with { IsDraining = false, Watermark = 90 }, Next(Draining(), Empty, Ended, late));
        // All idle: the one furthest ahead decides.
        Assert.Equal(Draining() with { IsDraining = false, Watermark = 90 }, Next(Draining(), Empty, Ended with { Highest = 20, HasEnded = false }, Ended with { Highest = 90, HasEnded = false }));
    }

    [Fact]
    public void The_watermark_never_goes_back() =>
        Assert.Equal(70, Next(Draining() with { Watermark = 70 }, Empty, Open with { Lowest = 50 }).Watermark);

    [Fact]
    public void The_end_goes_through_clock_and_watermark_until_nothing_more_comes_round()
    {
        var again = Ended with { AsksAgain = true };
        Assert.Equal(Draining(), Next(Draining(), new LoopCounts(5, 5, 8, 9), Ended, Ended));
        Assert.Equal((LoopPhase.Clock, 2, true), After(LoopPhase.Running, Ended));
        Assert.Equal((LoopPhase.Clock, 2, true), After(LoopPhase.Clock, again));
        Assert.Equal((LoopPhase.Watermark, 2, true), After(LoopPhase.Clock, Ended));
        Assert.Equal((LoopPhase.Again, 2, true), After(LoopPhase.Watermark, again));
        Assert.Equal((LoopPhase.Again, 2, true), After(LoopPhase.Again, again));
        Assert.Equal((LoopPhase.Finish, 2, false), After(LoopPhase.Watermark, Ended));
        Assert.Equal((LoopPhase.Finish, 2, false), After(LoopPhase.Again, Ended));

        static (LoopPhase, int, bool) After(LoopPhase phase, LoopReport report)
        {
            var next = Next(Draining(phase), Empty, Ended, report);
            return (next.Phase, next.Epoch, next.IsDraining);
        }
    }

    // Subtasks send entries to each other at random; each is looked at some time, not at the same time.
    [Fact]
    public void Two_waves_never_find_a_loop_empty_that_is_not()
    {
        int found = 0, cases = 0;
        for (int seed = 0; seed < 4_000; seed++)
        {
            var random = new Random(seed);
            int subtasks = random.Next(1, 6), left = random.Next(40);
            long[] sent = new long[subtasks], done = new long[subtasks];
            int[] waiting = new int[subtasks];
            Send(0);
            for (int look = 0; look < 60; look++, cases++)
            {
                long doneSeen = 0, sentSeen = 0;
                for (int i = 0; i < subtasks; i++) { doneSeen += done[i]; Move(); }
                bool wasEmpty = waiting.Sum() == 0;
                for (int i = 0; i < subtasks; i++) { Move(); sentSeen += sent[i]; }
                if (doneSeen != sentSeen) continue;
                Assert.True(wasEmpty, $"Seed {seed}");
                found++;
            }

            void Send(int from)
            {
                sent[from]++;
                waiting[random.Next(subtasks)]++;
            }

            // One subtask works off one entry, which may send further ones.
            void Move()
            {
                int at = random.Next(subtasks);
                if (waiting[at] == 0) return;
                for (int more = random.Next(3); more > 0 && left > 0; more--, left--) Send(at);
                waiting[at]--;
                done[at]++;
            }
        }
        output.WriteLine($"{cases} looks, {found} times empty.");
        Assert.True(found > 1_000);
    }

    private static LoopState Next(LoopState state, LoopCounts counts, params LoopReport[] reports) => LoopProtocol.Next(state, reports, counts);
}
