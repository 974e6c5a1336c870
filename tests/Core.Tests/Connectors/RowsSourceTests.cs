using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Millrace.Connectors;

namespace Millrace.Core.Tests.Connectors;

public sealed class RowsSourceTests
{
    private static (int, string) Copy(Numbered row) => (row.Id, row.Name.ToString());

    private static List<(int, string)> Expected(int count) => [.. Enumerable.Range(0, count).Select(i => (i, $"name of row number {i}"))];

    private static Task<List<(int, string)>> Read(RowsSource<Numbered> source, int maxRows = 100) => Drain.All(new RowsSplitSource<Numbered>(source), Copy, maxRows);

    [Fact]
    public async Task An_array_is_read_where_it_is_and_in_order()
    {
        int[] rows = [.. Enumerable.Range(0, 200_000)];
        await using var source = new RowsSplitSource<int>(Rows.From(rows));
        var splits = await source.OpenAsync(CancellationToken.None);
        Assert.Equal(4, splits.Count);
        int next = 0;
        foreach (var split in splits)
        {
            using var reader = source.CreateReader(split, () => { });
            while (reader.Read(1000, out var batch) == ReadResult.Rows)
            {
                Assert.True(Unsafe.AreSame(ref rows[next], ref Unsafe.AsRef(in batch[0])));
                next += batch.Length;
                Assert.Equal(next, reader.Position);
                Assert.Equal($"row {next} of 200000", reader.Locate(batch.Length - 1));
            }
        }
        Assert.Equal(rows.Length, next);
        Assert.Empty(await new RowsSplitSource<int>(Rows.From(Array.Empty<int>())).OpenAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1024)]
    [InlineData(10_000)]
    public async Task Sequences_are_read_in_order(int count)
    {
        IEnumerable<Numbered> Sequence()
        {
            for (int i = 0; i < count; i++) yield return new Numbered(i, $"name of row number {i}");
        }
        async IAsyncEnumerable<int> Async()
        {
            for (int i = 0; i < count; i++)
            {
                if (i % 100 == 0) await Task.Yield();
                yield return i;
            }
        }
        var channel = Channel.CreateBounded<int>(10);
        var writing = Task.Run(async () =>
        {
            for (int i = 0; i < count; i++) await channel.Writer.WriteAsync(i);
            channel.Writer.Complete();
        });
        Assert.Equal(Expected(count), await Read(Rows.From(Sequence())));
        Assert.Equal(Expected(count), await Read(Rows.From(Enumerable.Range(0, count), i => new Numbered(i, $"name of row number {i}"))));
        Assert.Equal(Expected(count), await Read(Rows.From(Async(), i => new Numbered(i, $"name of row number {i}"))));
        Assert.Equal(Expected(count), await Read(Rows.From(channel.Reader, i => new Numbered(i, $"name of row number {i}"))));
        await writing;
    }

    [Fact]
    public async Task Text_may_be_shared_by_the_rows_of_a_sequence()
    {
        IEnumerable<Numbered> Sequence()
        {
            Utf8String name = "one name for all of the rows";
            for (int i = 0; i < 20_000; i++) yield return new Numbered(i, name);
        }
        Assert.All(await Read(Rows.From(Sequence())), row => Assert.Equal("one name for all of the rows", row.Item2));
    }

    [Fact]
    public async Task A_row_of_a_channel_is_seen_at_once()
    {
        var channel = Channel.CreateUnbounded<int>();
        var source = new RowsSplitSource<int>(Rows.From(channel.Reader));
        var split = Assert.Single(await source.OpenAsync(CancellationToken.None));
        Assert.False(split.Bounded);
        using var woken = new SemaphoreSlim(0);
        using var reader = source.CreateReader(split, () => woken.Release());
        for (int i = 0; i < 10; i++)
        {
            channel.Writer.TryWrite(i);
            ReadResult result;
            int got = -1;
            while ((result = Take(reader, ref got)) == ReadResult.Wait) Assert.True(await woken.WaitAsync(TimeSpan.FromMinutes(3)));
            Assert.Equal((ReadResult.Rows, i), (result, got));
        }
        static ReadResult Take(SplitReader<int> reader, ref int got)
        {
            var result = reader.Read(10, out var rows);
            if (result == ReadResult.Rows) got = rows[0];
            return result;
        }
    }

    [Fact]
    public async Task An_exception_of_the_sequence_comes_behind_its_rows()
    {
        static IEnumerable<int> Sequence()
        {
            for (int i = 0; i < 1500; i++) yield return i;
            throw new FormatException("not a row");
        }
        var source = new RowsSplitSource<int>(Rows.From(Sequence()));
        int seen = 0;
        var error = await Assert.ThrowsAsync<ConnectorException>(() => Drain.All(source, row => seen++));
        Assert.Equal(1500, seen);
        Assert.Equal("The source 'rows' failed at row 1501, in the code that makes its rows: FormatException: not a row.", error.Message);
        Assert.IsType<FormatException>(error.InnerException);
    }

    [Fact]
    public async Task A_reader_disposed_early_ends_its_feed()
    {
        var channel = Channel.CreateUnbounded<int>();
        var source = new RowsSplitSource<int>(Rows.From(channel.Reader));
        var reader = (FeedSplitReader<int>)source.CreateReader((await source.OpenAsync(CancellationToken.None))[0], () => { });
        reader.Read(1, out _);
        reader.Dispose();
        reader.Dispose();
        await reader.Completion.WaitAsync(TimeSpan.FromMinutes(3));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_closed_source_has_stopped_reading_its_channel(bool mapped)
    {
        using var channel = new HeldChannel();
        var source = new RowsSplitSource<int>(mapped ? Rows.From(channel, value => value) : Rows.From(channel));
        var reader = source.CreateReader((await source.OpenAsync(CancellationToken.None))[0], () => { });
        Assert.True(channel.Reading.Wait(TimeSpan.FromMinutes(3)));
        reader.Dispose();
        var closing = source.DisposeAsync().AsTask();
        Assert.False(closing.IsCompleted);
        channel.Go.Set();
        await closing.WaitAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(1, channel.Reads);
    }

    [Fact]
    public async Task A_closed_source_leaves_to_the_next_what_is_written_afterwards()
    {
        var channel = Channel.CreateUnbounded<int>();
        for (int round = 0; round < 200; round++)
        {
            var source = new RowsSplitSource<int>(Rows.From(channel.Reader));
            var reader = source.CreateReader((await source.OpenAsync(CancellationToken.None))[0], () => { });
            if (round % 2 == 0) reader.Read(1, out _);
            reader.Dispose();
            await source.DisposeAsync();
            for (int i = 0; i < 100; i++) channel.Writer.TryWrite(i);
            Assert.Equal(100, channel.Reader.Count);
            while (channel.Reader.TryRead(out _)) { }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1025)]
    public async Task Rows_of_a_sequence_are_seen_while_it_blocks(int count)
    {
        using var blocked = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        IEnumerable<int> Sequence()
        {
            for (int round = 0; round < 4; round++)
            {
                for (int i = 0; i < count; i++) yield return i;
                blocked.Release();
                go.Wait();
            }
        }
        await using var source = new RowsSplitSource<Numbered>(Rows.From(Sequence(), i => new Numbered(i, $"name of row number {i}")));
        using var woken = new SemaphoreSlim(0);
        using var reader = source.CreateReader((await source.OpenAsync(CancellationToken.None))[0], () => woken.Release());
        for (int round = 0; round < 4; round++)
        {
            // Rounds begin with a reader that waits and with one that looks while the sequence blocks.
            if (round % 2 == 0) Assert.True(await blocked.WaitAsync(TimeSpan.FromMinutes(3)));
            var seen = new List<(int, string)>();
            while (seen.Count < count)
            {
                if (reader.Read(100, out var rows) == ReadResult.Wait) Assert.True(await woken.WaitAsync(TimeSpan.FromMinutes(3)));
                else seen.AddRange(rows.ToArray().Select(Copy));
            }
            Assert.Equal(Expected(count), seen);
            if (round % 2 != 0) Assert.True(await blocked.WaitAsync(TimeSpan.FromMinutes(3)));
            Assert.Equal(ReadResult.Wait, reader.Read(100, out _));
            go.Release();
        }
        ReadResult last;
        while ((last = reader.Read(100, out _)) == ReadResult.Wait) Assert.True(await woken.WaitAsync(TimeSpan.FromMinutes(3)));
        Assert.Equal(ReadResult.End, last);
    }

    // Always has a row, and gives the first when it is told to.
    private sealed class HeldChannel : ChannelReader<int>, IDisposable
    {
        public ManualResetEventSlim Reading { get; } = new();

        public ManualResetEventSlim Go { get; } = new();

        public int Reads { get; private set; }

        public override bool TryRead(out int item)
        {
            Reads++;
            Reading.Set();
            Go.Wait();
            item = Reads;
            return true;
        }

        public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default) => new(true);

        public void Dispose()
        {
            Reading.Dispose();
            Go.Dispose();
        }
    }
}
