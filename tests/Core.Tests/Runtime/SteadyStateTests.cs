using Millrace.Runtime;

namespace Millrace.Core.Tests.Runtime;

public class SteadyStateTests
{
    [Fact]
    public async Task Nothing_is_allocated_per_row()
    {
        var collected = new Collected();
        var source = new ArraySource<Event>(Jobs.Splits(0, 1, 2_000_000)) { RowsPerRead = 500 };
        await using var simulation = new SimulatedExecution(Jobs.Hashed(source, collected, 4, keepRows: false), Jobs.Options(4), seed: 3) { KeepsTrace = false };
        await simulation.StartAsync();
        Assert.True(simulation.Run(1_000));
        long rows = collected.Subtasks.Sum(seen => seen.Count), least = long.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.True(simulation.Run(200));
            // A queue may still grow once to the length it needs.
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.True(collected.Subtasks.Sum(seen => seen.Count) - rows > 20_000);
        Assert.Equal(0, least);
    }

    [Fact]
    public async Task Rows_leave_at_once_when_the_input_is_idle()
    {
        var collected = new Collected();
        var source = new ArraySource<Event>(Jobs.Splits(0, 1, 10)) { Bounded = false };
        await using var simulation = new SimulatedExecution(Jobs.Hashed(source, collected, 3), Jobs.Options(3) with { IdleTimeout = Duration.Zero }, seed: 1);
        await simulation.StartAsync();
        while (simulation.Run(10)) { }
        Assert.Equal(10, collected.Rows.Count);
        // Less than the buffer timeout has passed.
        Assert.InRange(simulation.Clock.NowUs, 0, 999);
    }

    [Fact]
    public async Task A_silent_unbounded_split_holds_the_watermark_only_until_the_idle_timeout()
    {
        var collected = new Collected();
        var source = new ArraySource<Event>((0, [.. Jobs.Splits(0, 1, 100)[0].Rows]), (1, [])) { Bounded = false };
        await using var simulation = new SimulatedExecution(Jobs.Hashed(source, collected, 2), Jobs.Options(2) with { IdleTimeout = Duration.Seconds(3) }, seed: 1);
        await simulation.StartAsync();
        while (simulation.Clock.NowUs < 2_000_000 && simulation.Run(1)) { }
        while (simulation.Run(10)) { }
        Assert.All(collected.Subtasks, seen => Assert.Equal(98, seen.LastWatermark));
        Assert.InRange(simulation.Clock.NowUs, 3_000_000, 3_010_000);
    }
}
