using System.Text;
using Millrace.Connectors;
using Millrace.Runtime;

namespace Millrace.Core.Tests.Connectors;

/// <summary>Sources and sinks in the runtime they are made for.</summary>
public sealed class ConnectedJobTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private static async Task<JobMetricsSnapshot> Run<TOperator>(SplitSource<Numbered> source, Sink<Numbered> sink, Func<TOperator> end, int parallelism)
        where TOperator : struct, IOperator<Numbered>
    {
        var graph = new JobGraph("copy");
        graph.AddSink(sink);
        graph.AddSource("copy", parallelism, source, _ => new PassHead<Numbered, TOperator>(end()));
        await using var job = JobExecution.Start(graph, new JobOptions { Parallelism = parallelism, MemoryBytes = 64 << 20 });
        await job.Completion.WaitAsync(TimeSpan.FromMinutes(3));
        return job.Metrics.Snapshot();
    }

    private static Task<JobMetricsSnapshot> Copy(string input, string output, int parallelism, CsvOptions? options = null)
    {
        var sink = Csv.Write<Numbered>(output);
        return Run(new CsvSplitSource<Numbered, Numbered>(Csv.Read<Numbered>(input, options)), sink, () => new CsvSinkOperator<Numbered, Numbered>(sink), parallelism);
    }

    private static string Text(int rows)
    {
        var text = new StringBuilder("id,name\n");
        for (int i = 0; i < rows; i++) text.Append(i).Append(i % 3 == 0 ? ",short\n" : i % 3 == 1 ? ",\"quoted, and longer than twelve\"\n" : ",\"with \"\"quotes\"\" in it\"\n");
        return text.ToString();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_file_is_copied_at_any_parallelism(int parallelism)
    {
        string text = Text(50_000);
        string output = _directory.File("out.csv");
        await Copy(_directory.Write("in/data.csv", text), output, parallelism, new CsvOptions { SplitBytes = 100_000 });
        var expected = text.Split('\n');
        var actual = File.ReadAllText(output).Split('\n');
        if (parallelism > 1)
        {
            Array.Sort(expected, StringComparer.Ordinal);
            Array.Sort(actual, StringComparer.Ordinal);
        }
        Assert.Equal(expected.Select(line => line.Replace("\"quoted, and longer than twelve\"", "q", StringComparison.Ordinal)),
            actual.Select(line => line.Replace("\"quoted, and longer than twelve\"", "q", StringComparison.Ordinal)));
        await Copy(_directory.WriteGzip("data.gz", text), output, parallelism);
        Assert.Equal(text.Length, new FileInfo(output).Length);
    }

    [Fact]
    public async Task A_failed_job_says_why_and_leaves_no_output()
    {
        string input = _directory.Write("in/data.csv", Text(5000) + "x,y\n" + Text(5000)[8..]);
        string output = _directory.File("out.csv");
        var error = await Assert.ThrowsAsync<JobFailedException>(() => Copy(input, output, 1));
        Assert.Contains($"{input}, line 5002: column 'id' holds 'x'", error.Message, StringComparison.Ordinal);
        Assert.Equal([_directory.File("in")], Directory.GetFileSystemEntries(_directory.Path));

        error = await Assert.ThrowsAsync<JobFailedException>(() => Copy(_directory.File("none.csv"), output, 1));
        Assert.Contains($"No file {_directory.File("none.csv")}", error.Message, StringComparison.Ordinal);
        Assert.Equal([_directory.File("in")], Directory.GetFileSystemEntries(_directory.Path));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Rows_and_bad_rows_are_counted(int parallelism)
    {
        string input = _directory.Write("data.csv", Text(1000) + "x,y\n" + Text(1000)[8..] + "z\n");
        var metrics = await Copy(input, _directory.File("out.csv"), parallelism, new CsvOptions { BadRows = BadRows.Skip, SplitBytes = 5000 });
        Assert.Equal((2000, 2000, 2), (metrics.RowsIn, metrics.RowsOut, metrics.BadRows));
    }

    [Fact]
    public async Task Rows_pass_from_a_channel_to_a_channel()
    {
        var input = System.Threading.Channels.Channel.CreateBounded<int>(100);
        var output = System.Threading.Channels.Channel.CreateBounded<(int, string)>(10);
        var sink = Rows.To(output.Writer, (Numbered row) => (row.Id, row.Name.ToString()));
        var running = Run(new RowsSplitSource<Numbered>(Rows.From(input.Reader, i => new Numbered(i, $"row number {i} of the channel"))), sink,
            () => new ChannelSinkOperator<Numbered, Numbered>(sink), 1);
        var writing = Task.Run(async () =>
        {
            for (int i = 0; i < 20_000; i++) await input.Writer.WriteAsync(i);
            input.Writer.Complete();
        });
        int next = 0;
        await foreach (var row in output.Reader.ReadAllAsync()) Assert.Equal((next, $"row number {next++} of the channel"), row);
        Assert.Equal(20_000, next);
        await writing;
        await running;
    }

    [Fact]
    public async Task A_row_stream_is_read_while_the_job_runs()
    {
        var stream = new RowStream<(int Id, string Name)>();
        var sink = Rows.To(stream, (Numbered row) => (row.Id, row.Name.ToString()));
        var running = Run(new RowsSplitSource<Numbered>(Rows.From(Enumerable.Range(0, 100_000), i => new Numbered(i, $"row number {i} of the sequence"))), sink,
            () => new StreamSinkOperator<Numbered, Numbered>(sink), 1);
        // Kept until the end.
        var rows = new List<(int Id, string Name)>();
        await foreach (var row in stream) rows.Add(row);
        await running;
        Assert.Equal(Enumerable.Range(0, 100_000).Select(i => (i, $"row number {i} of the sequence")), rows);
        Assert.Equal(0, stream.Unread);
    }
}
