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
        using var run = new SinkRun<Numbered, CallbackSinkOperator<Numbered, Numbered>>(new(Rows.To(seen.Add, (Numbered row) => (row.Id, row.Name.ToString()))));
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
    public void Rows_with_text_do_not_leave_as_they_are()
    {
        AssertRefused("callback", () => new CallbackSinkOperator<Numbered, Numbered>(Leave<Numbered>(_ => { })));
        AssertRefused("channel", () => new ChannelSinkOperator<Numbered, Numbered>(Leave(Channel.CreateUnbounded<Numbered>().Writer)));
        AssertRefused("stream", () => new StreamSinkOperator<Numbered, Numbered>(Leave(new RowStream<Numbered>())));
    }

    [Fact]
    public void Functions_that_make_text_do_not_let_rows_leave()
    {
        AssertRefused("callback", () => new CallbackSinkOperator<Numbered, Numbered>(Make(row => row)));
        AssertRefused("callback", () => new CallbackSinkOperator<Numbered, Numbered>(Make(row => row.Name)));
        AssertRefused("callback", () => new CallbackSinkOperator<Numbered, Numbered>(Make(row => (Utf8String?)row.Name)));
        AssertRefused("callback", () => new CallbackSinkOperator<Numbered, Numbered>(Make(row => Binary.Of(row.Name))));
        AssertRefused("callback", () => new CallbackSinkOperator<Numbered, Numbered>(Make(row => (row.Id, (Utf8String?)row.Name))));
        AssertRefused("callback", () => new CallbackSinkOperator<Numbered, Numbered>(Make(row => (row.Id, (row.Id, row.Name)))));
        AssertRefused("callback", () => new CallbackSinkOperator<Numbered, Numbered>(Make<RecordList<int>>(row => [row.Id])));
    }

    [Fact]
    public void Rows_without_text_leave_as_they_are()
    {
        var seen = new List<int>();
        using var run = new SinkRun<int, CallbackSinkOperator<int, Millrace.Records.Int32Record>>(new(Rows.To<int>(seen.Add)));
        for (int i = 0; i < 3; i++) run.Collect(i);
        run.Finish();
        Assert.Equal([0, 1, 2], seen);
    }

    [Fact]
    public void Text_kept_by_a_function_cannot_be_read_as_text_of_a_later_row()
    {
        var kept = new List<Utf8String>();
        using (var run = new SinkRun<Numbered, CallbackSinkOperator<Numbered, Numbered>>(new(Make(row => Keep(kept, row.Name)))))
        {
            for (int i = 0; i < 5000; i++)
            {
                run.Collect(Row(i));
                Assert.Equal(i + 1, kept.Count);
            }
            run.Finish();
            foreach (var name in kept) Assert.Contains("past its life", Assert.Throws<InvalidOperationException>(name.ToString).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_row_longer_than_the_room_for_rows_is_lent_too()
    {
        var lengths = new List<int>();
        var kept = new List<Utf8String>();
        string text = new('x', 300_000);
        using (var run = new SinkRun<Numbered, CallbackSinkOperator<Numbered, Numbered>>(new(Rows.To(lengths.Add, (Numbered row) => Keep(kept, row.Name) + row.Name.ToString().Length))))
        {
            for (int i = 0; i < 3; i++) run.Collect(new Numbered(i, text));
            run.Finish();
            foreach (var name in kept) Assert.Throws<InvalidOperationException>(name.ToString);
        }
        Assert.Equal([300_001, 300_002, 300_003], lengths);
    }

    [Fact]
    public void An_exception_of_a_callback_names_it()
    {
        using var run = new SinkRun<Numbered, CallbackSinkOperator<Numbered, Numbered>>(new(Make<int>(_ => throw new InvalidOperationException("no"))));
        Assert.Throws<InvalidOperationException>(() => run.Collect(Row(1)));
        Assert.Equal("callback", run.Context.FailedOperator);
        Assert.Equal(0, run.Context.Metrics.RowsOut);
    }

    [Fact]
    public async Task A_stream_hands_over_values_that_may_be_kept()
    {
        var stream = new RowStream<(int, string)>();
        var sink = Rows.To(stream, (Numbered row) => (row.Id, row.Name.ToString()));
        var seen = new List<(int, string)>();
        var reading = Task.Run(async () => { await foreach (var row in stream) seen.Add(row); });
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
        Assert.Equal(0, stream.Unread);
    }

    [Fact]
    public async Task A_stream_nobody_reads_holds_the_job_back()
    {
        var stream = new RowStream<int>();
        var sink = Rows.To(stream, (Numbered row) => row.Id);
        int collected = 0;
        using (var run = new SinkRun<Numbered, StreamSinkOperator<Numbered, Numbered>>(new(sink)))
        {
            for (; run.HasRoom && collected < 1_000_000; collected++) run.Collect(Row(collected));
            Assert.InRange(collected, 1000, 100_000);
        }
        await sink.AbortAsync();
        Assert.Equal(0, stream.Unread);
        await Assert.ThrowsAsync<ConnectorException>(async () => { await foreach (var row in stream) { } });
    }

    [Fact]
    public async Task A_reader_that_stops_early_ends_the_job()
    {
        var stream = new RowStream<int>();
        using var run = new SinkRun<Numbered, StreamSinkOperator<Numbered, Numbered>>(new(Rows.To(stream, (Numbered row) => row.Id)));
        for (int i = 0; i < 10; i++) run.Collect(Row(i));
        run.Flush();
        await foreach (var row in stream) break;
        Assert.Equal(0, stream.Unread);
        await Assert.ThrowsAsync<ConnectorException>(run.Room);
    }

    [Fact]
    public void The_type_of_rows_that_are_tuples_is_written_as_in_code()
    {
        var sink = Leave<(int, Utf8String?)>(_ => { });
        var error = Assert.Throws<ConnectorException>(() => new SinkRun<(int, Utf8String?), CallbackSinkOperator<(int, Utf8String?), Millrace.Records.OpaqueRecord<(int, Utf8String?)>>>(new(sink)));
        Assert.Contains("Rows.To(callback, ((int, Utf8String?) row) => …)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_null_is_refused_where_it_is_given()
    {
        var (channel, stream) = (Channel.CreateUnbounded<int>(), new RowStream<int>());
        Func<int, int> none = null!;
        Func<object>[] given =
        [
            () => Rows.From((int[])null!), () => Rows.From((IEnumerable<int>)null!), () => Rows.From((IAsyncEnumerable<int>)null!), () => Rows.From((ChannelReader<int>)null!),
            () => Rows.From((IEnumerable<int>)null!, row => row), () => Rows.From((IAsyncEnumerable<int>)null!, row => row), () => Rows.From((ChannelReader<int>)null!, row => row),
            () => Rows.From([1, 2], none), () => Rows.From(stream, none), () => Rows.From(channel.Reader, none),
            () => Rows.To((Action<int>)null!), () => Rows.To((ChannelWriter<int>)null!), () => Rows.To((RowStream<int>)null!),
            () => Rows.To((Action<int>)null!, (int row) => row), () => Rows.To((ChannelWriter<int>)null!, (int row) => row), () => Rows.To((RowStream<int>)null!, (int row) => row),
            () => Rows.To(_ => { }, none), () => Rows.To(channel.Writer, none), () => Rows.To(stream, none),
        ];
        Assert.Equal(
            ["rows", "rows", "rows", "channel", "values", "values", "channel", "row", "row", "row", "receive", "channel", "stream", "receive", "channel", "stream", "managed", "managed", "managed"],
            given.Select(rows => Assert.Throws<ArgumentNullException>(rows).ParamName));
    }

    // What the compiler cannot see: types that only a generic method knows, and a method that keeps what it is given.
    private static CallbackSink<T> Leave<T>(Action<T> receive) => Rows.To(receive);

    private static ChannelSink<T> Leave<T>(ChannelWriter<T> channel) => Rows.To(channel);

    private static StreamSink<T> Leave<T>(RowStream<T> stream) => Rows.To(stream);

    private static CallbackSink<Numbered> Make<TValue>(Func<Numbered, TValue> managed) => Rows.To(_ => { }, managed);

    private static int Keep(List<Utf8String> kept, Utf8String name)
    {
#pragma warning disable MR1111 // What this test is about.
        kept.Add(name);
#pragma warning restore MR1111
        return kept.Count;
    }

    private static void AssertRefused<TOperator>(string target, Func<TOperator> sink) where TOperator : struct, Millrace.Runtime.IOperator<Numbered>
    {
        var error = Assert.Throws<ConnectorException>(() => new SinkRun<Numbered, TOperator>(sink()));
        Assert.Contains($"Rows.To({target}, (Numbered row) => …)", error.Message, StringComparison.Ordinal);
    }
}
