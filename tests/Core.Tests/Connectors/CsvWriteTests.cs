using System.IO.Compression;
using System.Text;
using Millrace.Connectors;

namespace Millrace.Core.Tests.Connectors;

public sealed class CsvWriteTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private static SinkRun<Three, CsvSinkOperator<Three, Three>> Run(CsvSink<Three> sink) => new(new(sink));

    private static async Task Write(CsvSink<Three> sink, IEnumerable<string[]> rows)
    {
        await sink.OpenAsync(CancellationToken.None);
        using (var run = Run(sink))
        {
            int count = 0;
            foreach (string[] row in rows)
            {
                await run.Room();
                run.Collect(new Three(row[0], row[1], row[2]));
                if (++count % 100 == 0) run.Flush();
            }
            run.Finish();
            Assert.Equal(count, run.Context.Metrics.RowsOut);
        }
        await sink.CommitAsync(CancellationToken.None);
    }

    [Fact]
    public async Task What_is_written_is_read_back()
    {
        var rows = PlainCsv.Parse(PlainCsv.Generate(new Random(4), 3000, 3, ';', lineBreaks: true, longest: 300), ';');
        string path = _directory.File("out.csv");
        await Write(Csv.Write<Three>(path, new CsvWriteOptions { Delimiter = ';' }), rows);
        string text = File.ReadAllText(path);
        Assert.StartsWith("a;b;c\n", text, StringComparison.Ordinal);
        Assert.Equal(rows, PlainCsv.Parse(text, ';')[1..]);
        var source = new CsvSplitSource<Three, Three>(Csv.Read<Three>(path, new CsvOptions { Delimiter = ';', QuotedLineBreaks = true }));
        Assert.Equal(rows, await Drain.All(source, row => new[] { row.A.ToString(), row.B.ToString(), row.C.ToString() }));
        Assert.Single(Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public async Task A_row_may_be_longer_than_a_block()
    {
        string[][] rows = [["1", "2", "3"], [new string('x', 200_000), "\"", new string('y', 100_000)], ["4", "5", "6"]];
        string path = _directory.File("out.csv");
        await Write(Csv.Write<Three>(path, new CsvWriteOptions { HasHeader = false }), rows);
        Assert.Equal(rows, PlainCsv.Parse(File.ReadAllText(path)));
    }

    [Fact]
    public async Task A_name_with_gz_is_compressed()
    {
        string path = _directory.File("out.csv.gz");
        await Write(Csv.Write<Three>(path), [["1", "2", "3"]]);
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        Assert.Equal("a,b,c\n1,2,3\n", reader.ReadToEnd());
    }

    [Fact]
    public async Task Lines_of_several_subtasks_stay_whole()
    {
        string path = _directory.File("out.csv");
        var sink = Csv.Write<Three>(path);
        await sink.OpenAsync(CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(subtask => Task.Run(async () =>
        {
            using var run = Run(sink);
            for (int i = 0; i < 20_000; i++)
            {
                await run.Room();
                run.Collect(new Three(subtask.ToString(), i.ToString(), "text that is not inline"));
            }
            run.Finish();
        })));
        await sink.CommitAsync(CancellationToken.None);
        var rows = PlainCsv.Parse(File.ReadAllText(path))[1..];
        foreach (var subtask in rows.GroupBy(row => row[0]))
            Assert.Equal(Enumerable.Range(0, 20_000).Select(i => i.ToString()), subtask.Select(row => row[1]));
        Assert.Equal(60_000, rows.Count);
    }

    [Fact]
    public async Task A_file_appears_only_when_it_is_committed()
    {
        string path = _directory.Write("out.csv", "old");
        var sink = Csv.Write<Three>(path);
        await sink.OpenAsync(CancellationToken.None);
        using (var run = Run(sink))
        {
            for (int i = 0; i < 10_000; i++) run.Collect(new Three("1", "2", "3"));
            run.Finish();
        }
        Assert.Equal("old", File.ReadAllText(path));
        await sink.AbortAsync();
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.GetFileSystemEntries(_directory.Path));
        await sink.AbortAsync();
    }

    [Fact]
    public async Task An_unwritable_place_is_found_out_at_the_start()
    {
        var error = await Assert.ThrowsAsync<ConnectorException>(async () => await Csv.Write<Three>(_directory.File("no/out.csv")).OpenAsync(CancellationToken.None));
        Assert.Contains($"the directory {_directory.File("no")} does not exist", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<ConnectorException>(async () => await Csv.Write<Three>(_directory.Path).OpenAsync(CancellationToken.None));
        Assert.Contains("it is a directory", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_write_fails_the_sink_and_leaves_no_file()
    {
        if (!File.Exists("/dev/full")) return; // the device on which every write fails
        var sink = Csv.Write<Three>("/dev/full");
        await sink.OpenAsync(CancellationToken.None);
        using (var run = Run(sink))
        {
            var row = new Three("1", "2", new string('x', 1000));
            var error = await Assert.ThrowsAsync<ConnectorException>(async () =>
            {
                for (int i = 0; i < 100_000; i++)
                {
                    await run.Room();
                    run.Collect(row);
                }
            });
            Assert.StartsWith("Writing to /dev/full failed", error.Message, StringComparison.Ordinal);
        }
        await sink.AbortAsync();
        Assert.True(File.Exists("/dev/full"));
    }

    [Fact]
    public async Task A_slow_device_blocks_nobody_and_wakes_who_waits()
    {
        var device = new SlowStream();
        var writer = new BlockWriter(new DirectOutput("device", device, device, new OpenOutputs.Claim(null)));
        int woken = 0;
        void Wake() => Interlocked.Increment(ref woken);
        Action wake = Wake;
        int written = 0;
        while (writer.HasRoom(wake))
        {
            writer.Write(Encoding.UTF8.GetBytes($"{written}\n"), Encoding.UTF8.GetByteCount($"{written}\n"));
            written++;
        }
        Assert.InRange(written, 2, 100);
        Assert.False(writer.HasRoom(wake));
        Assert.Equal(0, woken);
        device.Open();
        await writer.DrainAsync();
        Assert.Equal(1, woken);
        Assert.True(writer.HasRoom(wake));
        Assert.Equal(string.Concat(Enumerable.Range(0, written).Select(i => $"{i}\n")), Encoding.UTF8.GetString(device.ToArray()));
    }

    /// <summary>Holds every write until it is opened.</summary>
    private sealed class SlowStream : MemoryStream
    {
        private readonly ManualResetEventSlim _open = new();

        public void Open() => _open.Set();

        public override void Write(byte[] buffer, int offset, int count)
        {
            _open.Wait();
            base.Write(buffer, offset, count);
        }
    }
}
