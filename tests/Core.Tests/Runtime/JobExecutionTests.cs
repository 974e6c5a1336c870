namespace Millrace.Core.Tests.Runtime;

public class JobExecutionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Every_row_arrives_once(int parallelism)
    {
        var splits = Jobs.Splits(0, 20, 5_000);
        var collected = new Collected();
        var source = new ArraySource<Event>(splits) { WaitEvery = 7 };
        var metrics = await Jobs.Run(Jobs.Hashed(source, collected, parallelism), Jobs.Options(parallelism));
        Assert.Equal(100_000, metrics.RowsIn);
        Assert.Equal(100_000, metrics.RowsOut);
        Assert.Equal(splits.SelectMany(split => split.Rows).Select(row => row.Time), collected.Rows.Select(row => row.Time).Order());
        Assert.True(source.IsDisposed);
        Assert.All(collected.Subtasks, seen => Assert.Equal((1, 1, 1), (seen.Opened, seen.Finished, seen.Closed)));
    }

    [Fact]
    public async Task A_key_belongs_to_one_subtask_and_parallelism_64_runs_on_few_workers()
    {
        var collected = new Collected();
        await Jobs.Run(Jobs.Hashed(new ArraySource<Event>(Jobs.Splits(0, 100, 1_000, keys: 1_000)), collected, 64), Jobs.Options(64));
        Assert.Equal(100_000, collected.Rows.Count);
        Assert.Equal(1_000, collected.Subtasks.Sum(seen => seen.Rows.Select(row => row.Key).Distinct().Count()));
    }

    [Fact]
    public async Task A_fused_chain_keeps_order()
    {
        var collected = new Collected();
        await Jobs.Run(Jobs.Fused(new ArraySource<Event>(Jobs.Splits(0, 10, 3_000)) { WaitEvery = 3 }, collected), Jobs.Options(1));
        Assert.Equal(Enumerable.Range(0, 30_000).Select(i => (long)i), collected.Rows.Select(row => row.Time));
    }

    [Fact]
    public async Task A_source_without_rows_finishes()
    {
        Collected none = new(), empty = new();
        await Jobs.Run(Jobs.Hashed(new ArraySource<Event>(), none, 2), Jobs.Options(2));
        await Jobs.Run(Jobs.Hashed(new ArraySource<Event>((0, []), (1, []), (1, [])) { WaitEvery = 2 }, empty, 2), Jobs.Options(2));
        Assert.Empty(none.Rows);
        Assert.Empty(empty.Rows);
        Assert.All(empty.Subtasks, seen => Assert.Equal(1, seen.Finished));
    }
}
