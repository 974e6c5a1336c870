namespace Millrace.Core.Tests.Runtime;

public class SplitOrderTests
{
    private const int RowsPerSplit = 4_000;
    private const long WindowUs = RowsPerSplit / 4;

    private const int Seeds = 10;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task A_sorted_file_makes_no_row_late_and_keeps_few_windows_open(int parallelism)
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            var collected = new Collected();
            var source = new ArraySource<Event>(Jobs.Splits(0, 40, RowsPerSplit));
            await Jobs.Simulate(Jobs.Hashed(source, collected, parallelism, WindowUs, keepRows: false), Jobs.Options(parallelism), seed);
            AssertNoneLate(collected, 40 * RowsPerSplit);
            // Each split covers four windows; a few are handed out ahead of the one furthest behind, and channels hold some rows of it.
            Assert.InRange(collected.MostOpenWindows, 1, 4 * (parallelism + 4 + 2 + 4));
        }
    }

    [Fact]
    public async Task A_file_read_from_a_device_on_threads_makes_no_row_late()
    {
        var collected = new Collected();
        var source = new ArraySource<Event>(Jobs.Splits(0, 40, RowsPerSplit)) { WaitEvery = 5 };
        await Jobs.Run(Jobs.Hashed(source, collected, 5, WindowUs, keepRows: false), Jobs.Options(5));
        AssertNoneLate(collected, 40 * RowsPerSplit);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Files_that_overlap_in_time_make_no_row_late_and_keep_few_windows_open(int parallelism)
    {
        // Five files over the same time, of different density, the last one late by half; and one that begins far behind.
        (int, Event[])[] splits =
        [
            .. Jobs.Splits(0, 40, 1_000, stepUs: 5), .. Jobs.Splits(1, 20, 1_000, stepUs: 10), .. Jobs.Splits(2, 4, 1_000, stepUs: 50),
            .. Jobs.Splits(3, 80, 500, stepUs: 5), .. Jobs.Splits(4, 10, 1_000, startUs: 100_000, stepUs: 10), .. Jobs.Splits(5, 4, 1_000, startUs: 1_000_000),
        ];
        for (int seed = 0; seed < Seeds; seed++)
        {
            var collected = new Collected();
            var source = new ArraySource<Event>(splits) { RowsPerRead = 100 };
            await Jobs.Simulate(Jobs.Hashed(source, collected, parallelism, windowUs: 1_000, keepRows: false), Jobs.Options(parallelism), seed);
            AssertNoneLate(collected, splits.Sum(split => split.Item2.Length));
            // One read of the sparsest file covers five windows.
            Assert.InRange(collected.MostOpenWindows, 1, parallelism == 1 ? 10 : 100);
        }
    }

    [Fact]
    public async Task A_fused_chain_reads_overlapping_files_side_by_side()
    {
        (int, Event[])[] splits = [.. Jobs.Splits(0, 1, 50_000, stepUs: 2), .. Jobs.Splits(1, 1, 100_000), .. Jobs.Splits(2, 10, 1_000, stepUs: 10)];
        var collected = new Collected();
        await Jobs.Run(Jobs.Fused(new ArraySource<Event>(splits) { RowsPerRead = 100 }, collected, windowUs: 1_000), Jobs.Options(1));
        Assert.Equal(0, collected.LateRows);
        Assert.InRange(collected.MostOpenWindows, 1, 3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Rows_out_of_order_within_the_bound_are_not_late(int parallelism)
    {
        var random = new Random(4);
        var splits = Jobs.Splits(0, 30, 1_000);
        // Shuffles the file within 500 µs, across the borders of splits.
        Event[] all = [.. splits.SelectMany(split => split.Rows).OrderBy(row => row.Time + random.Next(500))];
        for (int i = 0; i < splits.Length; i++) splits[i] = (0, all[(i * 1_000)..((i + 1) * 1_000)]);
        var collected = new Collected();
        await Jobs.Run(Jobs.Hashed(new ArraySource<Event>(splits) { RowsPerRead = 64 }, collected, parallelism, windowUs: 100, outOfOrdernessUs: 500), Jobs.Options(parallelism));
        Assert.Equal(30_000, collected.Rows.Count);
        Assert.Equal(0, collected.LateRows);
    }

    [Fact]
    public async Task A_thousand_files_do_not_mean_a_thousand_readers()
    {
        (int, Event[])[] splits = [.. Enumerable.Range(0, 1_000).SelectMany(file => Jobs.Splits(file, 1, 10, startUs: file * 10))];
        var source = new ArraySource<Event>(splits);
        var collected = new Collected();
        await Jobs.Run(Jobs.Hashed(source, collected, 2, windowUs: 10), Jobs.Options(2));
        Assert.Equal(10_000, collected.Rows.Count);
        Assert.Equal(0, collected.LateRows);
        Assert.InRange(source.MostOpenReaders, 1, 40);
    }

    [Fact]
    public async Task A_subtask_with_a_sparse_file_waits_for_one_with_a_dense_file()
    {
        // Two files that cannot be split, over the same 800,000 µs: one has ten times the rows of the other.
        (int, Event[])[] splits = [.. Jobs.Splits(0, 1, 800_000), .. Jobs.Splits(1, 1, 80_000, stepUs: 10)];
        var collected = new Collected();
        await Jobs.Simulate(Jobs.Hashed(new ArraySource<Event>(splits), collected, 2, windowUs: 1_000, keepRows: false), Jobs.Options(2), seed: 1);
        AssertNoneLate(collected, 880_000);
        // Without waiting, 800 windows could be open; the sparse file may be 32 K rows ahead, which are 328 windows.
        Assert.InRange(collected.MostOpenWindows, 1, 450);
    }

    [Fact]
    public async Task Without_event_time_splits_are_read_in_order_of_the_list()
    {
        (int, Event[])[] splits = [.. Jobs.Splits(0, 3, 10, startUs: 1_000), .. Jobs.Splits(1, 3, 10, startUs: 0)];
        var collected = new Collected();
        await Jobs.Run(Jobs.Fused(new ArraySource<Event>(splits), collected, eventTime: false), Jobs.Options(1));
        Assert.Equal(splits.SelectMany(split => split.Item2).Select(row => row.Time), collected.Rows.Select(row => row.Time));
    }

    [Fact]
    public async Task First_rows_that_a_filter_drops_hold_nobody_for_ever()
    {
        // The probe knows no time for the first 200 rows of the second file.
        (int, Event[])[] splits = [.. Jobs.Splits(0, 5, 1_000), .. Jobs.Splits(1, 5, 1_000)];
        for (int i = 0; i < 200; i++) splits[5].Item2[i] = splits[5].Item2[i] with { Key = -1 };
        var collected = new Collected();
        var graph = new Millrace.Runtime.JobGraph("filtered");
        graph.AddSource("array", 2, new ArraySource<Event>(splits), _ => new EventHead<CollectSink>(new CollectSink(collected, 100)),
            static (in Event row, out long time) =>
            {
                time = row.Time;
                return row.Key >= 0;
            });
        await Jobs.Run(graph, Jobs.Options(2));
        Assert.Equal(10_000, collected.Rows.Count);
        Assert.Equal(0, collected.LateRows);
    }

    private static void AssertNoneLate(Collected collected, long rows)
    {
        Assert.Equal(rows, collected.Subtasks.Sum(seen => seen.Count));
        Assert.Equal(0, collected.LateRows);
    }
}
