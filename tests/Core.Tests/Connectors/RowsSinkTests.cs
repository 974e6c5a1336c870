using System.Threading.Channels;
using Millrace.Connectors;

namespace Millrace.Core.Tests.Connectors;

public sealed class RowsSinkTests
{
    private static Numbered Row(int i) => new(i, $"name of row number {i}");

    private static List<(int, string)> Expected(int count) => [.. Enumerable.Range(0, count).Select(i => (i, $"name of row number {i}"))];

    [Fact]
    public void A_callback_gets_every_row()
    {
        var seen = new List<(int, string)>();
        using var run = new SinkRun<Numbered, CallbackSinkOperator<Numbered>>(new(Rows.To<Numbered>(row => seen.Add((row.Id, row.Name.ToString())))));
        for (int i = 0; i < 100; i++) run.Collect(Row(i));
        run.Finish();
        Assert.Equal(Expected(100), seen);
        Assert.Equal(100, run.Context.Metrics.RowsOut);
    }

    [Fact]
    public void Discarded_rows_are_counted()
    {
        using var run = new SinkRun<int, DiscardSinkOperator<int>>(new(Rows.Discard<int>()));
        for (int i = 0; i < 100; i++) run.Collect(i);
        run.Finish();
        Assert.Equal(100, run.Context.Metrics.RowsOut);
    }

    [Fact]
    public async Task A_full_channel_holds_the_job_back_and_loses_nothing()
    {
        var channel = Channel.CreateBounded<(int, string)>(3);
        var sink = Rows.To(channel.Writer, (Numbered row) => (row.Id, row.Name.ToString()));
        using var run = new SinkRun<Numbered, ChannelSinkOperator<Numbered, Numbered>>(new(sink));
        int collected = 0;
        for (; run.HasRoom; collected++) run.Collect(Row(collected));
        Assert.Equal(4, collected);
        // A row that runs to its end may emit more.
        for (; collected < 10; collected++) run.Collect(Row(collected));

        var seen = new List<(int, string)>();
        var reading = Task.Run(async () => { await foreach (var row in channel.Reader.ReadAllAsync()) seen.Add(row); });
        for (; collected < 5000; collected++)
        {
            await run.Room();
            run.Collect(Row(collected));
        }
        await run.Room();
        run.Finish();
        await sink.CommitAsync(CancellationToken.None);
        await reading;
        Assert.Equal(Expected(5000), seen);
    }

    [Fact]
    public async Task A_failed_job_completes_its_channel_with_an_error()
    {
        var channel = Channel.CreateUnbounded<int>();
        var sink = Rows.To<int>(channel.Writer);
        await sink.AbortAsync();
        await Assert.ThrowsAsync<ConnectorException>(() => channel.Reader.Completion);
    }

    [Fact]
    public async Task A_channel_completed_by_its_reader_is_an_error()
    {
        var channel = Channel.CreateBounded<int>(1);
        using var run = new SinkRun<int, ChannelSinkOperator<int, Millrace.Records.Int32Record>>(new(Rows.To<int>(channel.Writer)));
        channel.Writer.Complete();
        run.Collect(1);
        var error = await Assert.ThrowsAsync<ConnectorException>(run.Room);
        Assert.Contains("completed by somebody else", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_with_text_do_not_go_into_a_channel_as_they_are()
    {
        var channel = Channel.CreateUnbounded<Numbered>();
        var error = Assert.Throws<ConnectorException>(() => new SinkRun<Numbered, ChannelSinkOperator<Numbered, Numbered>>(new(Rows.To<Numbered>(channel.Writer))));
        Assert.Contains("Rows.To(channel, row =>", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_hands_over_rows_with_their_text()
    {
        var stream = new RowStream<Numbered>();
        var sink = Rows.To(stream);
        var seen = new List<(int, string)>();
        var reading = Task.Run(async () => { await foreach (var row in stream) seen.Add((row.Id, row.Name.ToString())); });
        using (var run = new SinkRun<Numbered, StreamSinkOperator<Numbered, Numbered>>(new(sink)))
        {
            for (int i = 0; i < 20_000; i++)
            {
                await run.Room();
                run.Collect(Row(i));
                if (i % 1000 == 0) run.Flush();
            }
            run.Finish();
        }
        await sink.CommitAsync(CancellationToken.None);
        await reading;
        Assert.Equal(Expected(20_000), seen);
        Assert.Equal(0, stream.Outstanding);
    }

    [Fact]
    public async Task A_stream_nobody_reads_holds_the_job_back()
    {
        var stream = new RowStream<Numbered>();
        var sink = Rows.To(stream);
        int collected = 0;
        using (var run = new SinkRun<Numbered, StreamSinkOperator<Numbered, Numbered>>(new(sink)))
        {
            for (; run.HasRoom && collected < 1_000_000; collected++) run.Collect(Row(collected));
            Assert.InRange(collected, 1000, 100_000);
        }
        await sink.AbortAsync();
        Assert.Equal(0, stream.Outstanding);
        await Assert.ThrowsAsync<ConnectorException>(async () => { await foreach (var row in stream) { } });
    }

    [Fact]
    public async Task A_reader_that_stops_early_ends_the_job()
    {
        var stream = new RowStream<Numbered>();
        using var run = new SinkRun<Numbered, StreamSinkOperator<Numbered, Numbered>>(new(Rows.To(stream)));
        for (int i = 0; i < 10; i++) run.Collect(Row(i));
        run.Flush();
        await foreach (var row in stream) break;
        Assert.Equal(0, stream.Outstanding);
        await Assert.ThrowsAsync<ConnectorException>(run.Room);
    }
}
